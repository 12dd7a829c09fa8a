/** All annotations in a table: an equal way of working for screen readers and phones, and for checking a long reading. */

import { h, redraw } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { createMarker } from "./marker.js";
import { tableFilters } from "./table_filters.js";
import { tableRow } from "./table_row.js";
import { kindOf } from "../state/codebook.js";
import { annotationsOf, isWritable } from "../state/reducer.js";
import { search } from "../text/fold.js";

const PAGE = 50;

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
  const activate = (id) => store.send({ type: "activated", id });
  const marker = createMarker({ editing, text, redraw: show });

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
    redraw(place, () => [heading(state), isWritable(state) && marker.draw(state), tableFilters(state, wanted, want), ...rows(state)]);
  }

  function want(changes) {
    wanted = { ...wanted, shown: PAGE, ...changes };
    show();
  }

  function rows(state) {
    const all = chosen(state, wanted);
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
          h("tbody", {}, shown.map((annotation, index) => tableRow({ state, annotation, number: index + 1, activate }))),
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

  store.subscribe(draw, { waits: true });
  return { toggle };
}

/** The annotations that are wanted, in the order that is. */
function chosen(state, wanted) {
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

function heading(state) {
  const count = annotationsOf(state).length;
  return h(
    "header",
    { class: "table-heading" },
    h("h1", { class: "table-title", "data-key": "table-title", tabindex: -1 }, gettext("All annotations")),
    h("p", { class: "help" }, interpolate(ngettext("%(n)s annotation", "%(n)s annotations", count), { n: count })),
  );
}
