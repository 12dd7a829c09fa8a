/** The side panel while nothing is being worked on: what is missing, what came back, and the article as a whole. */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { needsWords } from "./codebook.js";
import { differences } from "./differences.js";
import { h, messageOf, nameOf, redraw } from "./dom.js";
import { merged } from "./merging.js";
import { shortOf, subjectOf } from "./naming.js";
import { activeOf, annotationsOf, articleLabelOf, isWritable } from "./reducer.js";

/** How many incomplete annotations are listed: a list of two thousand helps nobody. */
const MOST = 20;

export function createSummary({ place, store, editing, outbox, toText }) {
  let drawn = null;

  function draw(state) {
    const isIdle = !activeOf(state);
    const unchanged = drawn && drawn.isIdle === isIdle && drawn.objects === state.objects && drawn.returned === state.returned;
    if (unchanged && drawn.reading === state.reading) return;
    drawn = { isIdle, objects: state.objects, returned: state.returned, reading: state.reading };
    place.hidden = !isIdle;
    const isHeld = place.contains(document.activeElement);
    if (isIdle) redraw(place, () => contents(state));
    // What was decided is gone with the button that had the focus: on to the next, or back to the article.
    if (isHeld && isIdle && !place.contains(document.activeElement)) leave();
  }

  function leave() {
    const next = place.querySelector("[data-key^=retry-]");
    if (next) next.focus();
    else toText();
  }

  function contents(state) {
    const count = annotationsOf(state).length;
    return [
      h("h2", {}, gettext("This reading")),
      h("p", { class: "help" }, interpolate(ngettext("%(n)s annotation", "%(n)s annotations", count), { n: count })),
      returned(state),
      missing(state),
      isWritable(state) && count === 0 && beginning(state),
      isWritable(state) && withoutWords(state),
      articleLabels(state),
    ];
  }

  function beginning({ codebook }) {
    return h(
      "ol",
      { class: "panel-steps" },
      h("li", {}, gettext("Choose words in the article: by mouse, by holding them with a finger, or with Shift and the arrow keys.")),
      h("li", {}, interpolate(gettext("Say what they are: %(kinds)s."), { kinds: codebook.annotations.map(nameOf).join(gettext(", or ")) })),
      h("li", {}, gettext("Choose a label. Everything is saved as you go.")),
    );
  }

  /** Kinds that can be said of the article as a whole, or begun before any words are chosen. */
  function withoutWords({ codebook }) {
    const kinds = codebook.annotations.filter((kind) => !needsWords(kind));
    if (!kinds.length) return null;
    return h(
      "section",
      { class: "panel-section", "aria-labelledby": "without-words-title" },
      h("h3", { id: "without-words-title" }, gettext("Begin without choosing words")),
      h(
        "p",
        { class: "cluster" },
        kinds.map((kind) =>
          h(
            "button",
            { type: "button", class: "button button-quiet button-small", "data-key": `begin-${kind.key}`, onclick: () => editing.create(kind.key) },
            nameOf(kind),
            kind.hotkey && h("kbd", {}, kind.hotkey),
          ),
        ),
      ),
    );
  }

  function missing(state) {
    const incomplete = annotationsOf(state).filter(({ problems }) => problems.length);
    if (!incomplete.length) return null;
    const more = incomplete.length - MOST;
    return h(
      "section",
      { class: "panel-section", "aria-labelledby": "missing-title" },
      h("h3", { id: "missing-title" }, gettext("Still missing")),
      h(
        "ul",
        { class: "parts" },
        incomplete.slice(0, MOST).map((annotation) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "link-button", "data-key": `problem-${annotation.id}`, onclick: () => store.send({ type: "activated", id: annotation.id }) },
              h("bdi", {}, shortOf(state, annotation)),
            ),
            h("ul", { class: "problem-list" }, annotation.problems.map((problem) => h("li", {}, messageOf(problem)))),
          ),
        ),
      ),
      more > 0 && h("p", { class: "help" }, interpolate(ngettext("and %(n)s more annotation", "and %(n)s more annotations", more), { n: more })),
    );
  }

  /** Changes that the server did not take: shown with what stands there now, to be made again or dropped. */
  function returned(state) {
    if (!state.returned.length) return null;
    return h(
      "section",
      { class: "panel-section panel-returned", "aria-labelledby": "returned-title" },
      h("h3", { id: "returned-title" }, gettext("Not taken by the server")),
      state.returned.map(({ operation, result }) =>
        h(
          "article",
          { class: "returned" },
          subject(state, operation),
          h("p", {}, reasonOf(result)),
          versions(state, operation, result.current),
          h(
            "p",
            { class: "cluster" },
            h(
              "button",
              {
                type: "button",
                class: "button button-quiet button-small",
                "data-key": `retry-${operation.id}`,
                onclick: async () => {
                  await outbox.dismiss(operation.id);
                  editing.retry(operation);
                },
              },
              gettext("Make my change again"),
            ),
            h(
              "button",
              { type: "button", class: "button button-plain button-small", "data-key": `drop-${operation.id}`, onclick: () => outbox.dismiss(operation.id) },
              gettext("Drop my change"),
            ),
          ),
        ),
      ),
    );
  }

  /** What a change was about, and the way to where it lies in the text. */
  function subject(state, operation) {
    const name = subjectOf(state, operation);
    const { annotation, relation } = state.objects;
    const ids = [operation.object, relation[operation.object]?.state.from, operation.state?.from];
    const there = ids.map((id) => annotation[id]).find((one) => one && !one.deleted);
    if (!name) return null;
    return h(
      "div",
      { class: "returned-subject" },
      h("h4", {}, h("bdi", {}, name)),
      there &&
        h(
          "button",
          { type: "button", class: "button button-plain button-small", "data-key": `go-${operation.id}`, onclick: () => store.send({ type: "activated", id: there.id }) },
          gettext("Go there"),
        ),
    );
  }

  /** Both versions side by side, where the change would make a difference; without another one, what the change said. */
  function versions(state, { target, action, state: said, from }, current) {
    const rows = differences(state, target, action === "delete" ? { deleted: true } : merged(from, said, current), current);
    const cell = (words) => h("td", {}, words.length ? words.map((one) => h("p", { dir: "auto" }, one)) : h("span", { class: "help" }, "—"));
    return h(
      "table",
      { class: "versions" },
      h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, gettext("Yours")), current && h("th", { scope: "col" }, gettext("There now")))),
      h("tbody", {}, rows.map(([name, ours, theirs]) => h("tr", {}, h("th", { scope: "row" }, name), cell(ours), current && cell(theirs)))),
    );
  }

  function articleLabels(state) {
    return h(
      "section",
      { class: "panel-section", "aria-labelledby": "article-labels-title" },
      h("h3", { id: "article-labels-title" }, gettext("The article as a whole")),
      h(
        "fieldset",
        { class: "panel-body", disabled: !isWritable(state) },
        h("legend", { class: "visually-hidden" }, gettext("The article as a whole")),
        state.codebook.article_labels.map((label) => articleLabel(label, articleLabelOf(state, label.key))),
      ),
    );
  }

  function articleLabel(label, existing) {
    const key = `article-${label.key}`;
    return h(
      "div",
      { class: "field" },
      h("label", { for: key }, nameOf(label)),
      h(
        "select",
        { id: key, "data-key": key, class: "control", onchange: (event) => editing.labelArticle(existing, label.key, event.target.value || null) },
        h("option", { value: "" }, gettext("Not said")),
        label.choices.map((choice) => h("option", { value: choice.key, selected: existing?.state.value === choice.key }, nameOf(choice))),
      ),
    );
  }

  store.subscribe(draw);
}

function reasonOf(result) {
  if (result.status === "conflict") return gettext("Somebody changed the same thing meanwhile, in another tab or on another device.");
  if (result.status === "blocked") return gettext("An earlier change to the same thing was not taken.");
  return result.errors.map((error) => error.message).join(" ");
}
