/** All annotations in a table: an equal way of working for screen readers and phones, and for checking a long reading. */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "./codebook.js";
import { bdi, h, nameOf, nameOfSource, redraw, shortened } from "./dom.js";
import { search } from "./fold.js";
import { createMarker } from "./marker.js";
import { annotationsOf, isWritable } from "./reducer.js";

const PAGE = 50;
const EXCERPT = 160;

/**
 * @param {object} options
 * @param {HTMLElement} options.place where the table is drawn
 * @param {HTMLElement} options.page what bears `data-view`, by which the style sheet shows text or table
 * @param {HTMLElement} options.button what turns from one to the other
 * @param {string} options.text of the whole revision
 */
export function createTable({ place, page, button, store, editing, text }) {
  let wanted = { kind: "", words: "", incomplete: false, order: "place", shown: PAGE };
  let drawn = null;
  const marker = createMarker({ store, editing, text, redraw: show });

  function toggle() {
    const isTable = page.dataset.view !== "table";
    page.dataset.view = isTable ? "table" : "text";
    button.setAttribute("aria-pressed", String(isTable));
    drawn = null;
    draw(store.state);
    if (isTable) place.querySelector("h1").focus();
    else document.querySelector("[data-review=text]").focus();
  }

  function draw(state) {
    if (page.dataset.view !== "table") return;
    if (drawn?.objects === state.objects && drawn.active === state.active && drawn.reading === state.reading) return;
    drawn = state;
    show();
  }

  function show() {
    const { state } = store;
    redraw(place, () => [heading(state), isWritable(state) && marker.draw(state), filters(state), ...rows(state)]);
  }

  function want(changes) {
    wanted = { ...wanted, shown: PAGE, ...changes };
    show();
  }

  function heading(state) {
    const count = annotationsOf(state).length;
    return h(
      "header",
      { class: "table-heading" },
      h("h1", { class: "table-title", "data-key": "table-title", tabindex: -1 }, gettext("All annotations")),
      h("p", { class: "help" }, interpolate(ngettext("%(n)s annotation", "%(n)s annotations", count), { n: count })),
    );
  }

  function filters(state) {
    return h(
      "form",
      { class: "table-filters form-inline", "aria-label": gettext("Which annotations"), onsubmit: (event) => event.preventDefault() },
      h(
        "label",
        {},
        gettext("Kind"),
        h(
          "select",
          { class: "input", "data-key": "filter-kind", onchange: (event) => want({ kind: event.target.value }) },
          h("option", { value: "" }, gettext("All")),
          state.codebook.annotations.map((kind) => h("option", { value: kind.key, selected: wanted.kind === kind.key }, nameOf(kind))),
        ),
      ),
      h(
        "label",
        {},
        gettext("Words or notes"),
        h("input", { class: "input", type: "search", dir: "auto", "data-key": "filter-words", value: wanted.words, oninput: (event) => want({ words: event.target.value }) }),
      ),
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", "data-key": "filter-incomplete", checked: wanted.incomplete, onchange: (event) => want({ incomplete: event.target.checked }) }),
        gettext("Incomplete only"),
      ),
    );
  }

  function rows(state) {
    const all = chosen(state);
    if (!all.length) return [h("p", { class: "help" }, gettext("No annotations to show."))];
    const shown = all.slice(0, wanted.shown);
    return [
      h(
        "div",
        { class: "table-frame", tabindex: 0, role: "region", "aria-label": gettext("All annotations") },
        h(
          "table",
          { class: "table table-annotations" },
          h("thead", {}, h("tr", {}, column("place", gettext("Place")), column("kind", gettext("Kind and label")), h("th", { scope: "col" }, gettext("Words")), h("th", { scope: "col" }, gettext("State")))),
          h("tbody", {}, shown.map((annotation, index) => row(state, annotation, index + 1))),
        ),
      ),
      shown.length < all.length &&
        h(
          "button",
          { type: "button", class: "button button-quiet", "data-key": "more", onclick: () => want({ shown: wanted.shown + PAGE }) },
          interpolate(gettext("Show more: %(n)s are left"), { n: all.length - shown.length }),
        ),
    ];
  }

  function column(order, name) {
    const isOrder = wanted.order === order;
    return h(
      "th",
      { scope: "col", "aria-sort": isOrder ? "ascending" : "none" },
      h("button", { type: "button", class: "link-button", "data-key": `order-${order}`, onclick: () => want({ order }) }, name, isOrder && " ↓"),
    );
  }

  function row(state, annotation, number) {
    const { state: said, problems, id } = annotation;
    const kind = kindOf(state.codebook, said.kind);
    const label = labelOf(state.codebook, said);
    const isActive = id === state.active;
    return h(
      "tr",
      { "data-kind": kind.key, "data-active": isActive },
      h("td", {}, String(number)),
      h(
        "th",
        { scope: "row" },
        h(
          "button",
          {
            type: "button",
            class: "link-button",
            "data-key": `row-${id}`,
            "aria-pressed": String(isActive),
            onclick: () => store.send({ type: "activated", id: isActive ? null : id }),
          },
          nameOf(kind),
          ": ",
          label ? nameOf(label) : gettext("no label yet"),
        ),
      ),
      h("td", {}, parts(kind, said)),
      h(
        "td",
        {},
        problems.length > 0 && h("span", { class: "badge badge-warning" }, gettext("incomplete")),
        said.note && h("span", { class: "badge" }, gettext("note")),
        said.source !== null && h("span", { class: "badge" }, bdi(nameOfSource(state.sources[said.source]) || `#${said.source}`)),
      ),
    );
  }

  function parts(kind, said) {
    if (!said.anchors.length) return h("span", { class: "help" }, gettext("about the whole article"));
    return said.anchors.map(({ role, exact }) =>
      h(
        "p",
        { "data-paint": paintOf(kind, role) },
        kind.roles.length > 1 && [h("span", { class: "mark-card-role" }, nameOf(kind.roles.find(({ key }) => key === role))), " "],
        bdi(shortened(exact, EXCERPT)),
      ),
    );
  }

  /** The annotations that are wanted, in the order that is. */
  function chosen(state) {
    const kept = annotationsOf(state).filter(
      ({ state: said, problems }) =>
        (!wanted.kind || said.kind === wanted.kind) &&
        (!wanted.incomplete || problems.length > 0) &&
        (!wanted.words.trim() || [...said.anchors.map(({ exact }) => exact), said.note].some((words) => search(words, wanted.words.trim()).length)),
    );
    if (wanted.order === "place") return kept;
    const places = new Map(state.codebook.annotations.map((kind, place) => [kind.key, place]));
    const rank = ({ state: { kind, label } }) => places.get(kind) * 1000 + kindOf(state.codebook, kind).labels.findIndex(({ key }) => key === label);
    return kept.sort((one, other) => rank(one) - rank(other));
  }

  store.subscribe(draw);
  return { toggle };
}
