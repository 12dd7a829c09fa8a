/** The side panel while nothing is being worked on: what is missing, what came back, and the article as a whole. */

import { button, h, redraw } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { returnedSection } from "./returned.js";
import { needsWords } from "../state/codebook.js";
import { messageOf, nameOf } from "../state/names.js";
import { shortOf } from "../state/naming.js";
import { activeOf, annotationsOf, articleLabelOf, isWritable } from "../state/reducer.js";

/** How many incomplete annotations are listed: a list of two thousand helps nobody. */
const MOST = 20;

export function createSummary({ place, store, editing, outbox, toText }) {
  let drawn = null;
  const activate = (id) => store.send({ type: "activated", id });

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
      returnedSection(state, { outbox, editing, activate }),
      missing(state, activate),
      isWritable(state) && count === 0 && beginning(state),
      isWritable(state) && withoutWords(state, editing),
      articleLabels(state, editing),
    ];
  }

  store.subscribe(draw);
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
function withoutWords({ codebook }, editing) {
  const kinds = codebook.annotations.filter((kind) => !needsWords(kind));
  if (!kinds.length) return null;
  return h(
    "section",
    { class: "panel-section", "aria-labelledby": "without-words-title" },
    h("h3", { id: "without-words-title" }, gettext("Begin without choosing words")),
    h(
      "p",
      { class: "cluster" },
      kinds.map((kind) => button(nameOf(kind), () => editing.create(kind.key), { look: "quiet", key: `begin-${kind.key}`, hotkey: kind.hotkey })),
    ),
  );
}

function missing(state, activate) {
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
            { type: "button", class: "link-button", "data-key": `problem-${annotation.id}`, onclick: () => activate(annotation.id) },
            h("bdi", {}, shortOf(state, annotation)),
          ),
          h("ul", { class: "problem-list" }, annotation.problems.map((problem) => h("li", {}, messageOf(problem)))),
        ),
      ),
    ),
    more > 0 && h("p", { class: "help" }, interpolate(ngettext("and %(n)s more annotation", "and %(n)s more annotations", more), { n: more })),
  );
}

function articleLabels(state, editing) {
  return h(
    "section",
    { class: "panel-section", "aria-labelledby": "article-labels-title" },
    h("h3", { id: "article-labels-title" }, gettext("The article as a whole")),
    h(
      "fieldset",
      { class: "panel-body", disabled: !isWritable(state) },
      h("legend", { class: "visually-hidden" }, gettext("The article as a whole")),
      state.codebook.article_labels.map((label) => articleLabel(label, articleLabelOf(state, label.key), editing)),
    ),
  );
}

function articleLabel(label, existing, editing) {
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
