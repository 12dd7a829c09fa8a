/** The side panel while nothing is being worked on: what is missing, what came back, and the article as a whole. */

import { button, h, redraw } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { explanationOf } from "./explaining.js";
import { returnedSection } from "./returned.js";
import { needsWords } from "../state/codebook.js";
import { messageOf, nameOf } from "../state/names.js";
import { shortOf } from "../state/naming.js";
import { activeOf, annotationsOf, articleLabelOf, articleProblemsOf, isWritable } from "../state/reducer.js";
import { warningsOf } from "../state/warnings.js";

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

  function toLabel(key) {
    document.getElementById(`article-${key}`)?.focus();
  }

  function contents(state) {
    const count = annotationsOf(state).length;
    return [
      h("h2", {}, gettext("This reading")),
      h("p", { class: "help" }, interpolate(ngettext("%(n)s annotation", "%(n)s annotations", count), { n: count })),
      returnedSection(state, { outbox, editing, activate }),
      missing(state, { activate, toLabel }),
      doubtful(state, activate),
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

function missing(state, { activate, toLabel }) {
  const incomplete = annotationsOf(state).filter(({ problems }) => problems.length);
  const unsaid = articleProblemsOf(state);
  if (!incomplete.length && !unsaid.length) return null;
  const more = incomplete.length - MOST;
  return h(
    "section",
    { class: "panel-section", "aria-labelledby": "missing-title" },
    h("h3", { id: "missing-title" }, gettext("Still missing")),
    h(
      "ul",
      { class: "parts" },
      incomplete.slice(0, MOST).map((annotation) => listed(`problem-${annotation.id}`, shortOf(state, annotation), () => activate(annotation.id), annotation.problems.map(messageOf))),
      unsaid.map((problem) => h("li", {}, way(`problem-${problem.path}`, messageOf(problem), () => toLabel(problem.path.split("/")[1])))),
    ),
    more > 0 && h("p", { class: "help" }, interpolate(ngettext("and %(n)s more annotation", "and %(n)s more annotations", more), { n: more })),
  );
}

/** What may be meant as it is: it stops nobody. */
function doubtful(state, activate) {
  const warnings = warningsOf(state);
  if (!warnings.length) return null;
  return h(
    "section",
    { class: "panel-section", "aria-labelledby": "doubtful-title" },
    h("h3", { id: "doubtful-title" }, gettext("Worth a second look")),
    h("ul", { class: "parts" }, warnings.slice(0, MOST).map(({ annotation, message }) => listed(`warning-${annotation.id}`, shortOf(state, annotation), () => activate(annotation.id), [message]))),
    warnings.length > MOST && h("p", { class: "help" }, interpolate(ngettext("and %(n)s more", "and %(n)s more", warnings.length - MOST), { n: warnings.length - MOST })),
  );
}

/** An annotation as the way to it, with what is said of it. */
function listed(key, name, go, messages) {
  return h("li", {}, way(key, name, go), h("ul", { class: "problem-list" }, messages.map((message) => h("li", {}, message))));
}

function way(key, name, go) {
  return h("button", { type: "button", class: "link-button", "data-key": key, onclick: go }, h("bdi", {}, name));
}

function articleLabels(state, editing) {
  const unsaid = articleProblemsOf(state);
  return h(
    "section",
    { class: "panel-section", "aria-labelledby": "article-labels-title" },
    h("h3", { id: "article-labels-title" }, gettext("The article as a whole")),
    h(
      "fieldset",
      { class: "panel-body", disabled: !isWritable(state) },
      h("legend", { class: "visually-hidden" }, gettext("The article as a whole")),
      state.codebook.article_labels.map((label) => articleLabel(label, articleLabelOf(state, label.key), { editing, isMissing: unsaid.some(({ path }) => path === `article_labels/${label.key}`) })),
    ),
  );
}

function articleLabel(label, existing, { editing, isMissing }) {
  const key = `article-${label.key}`;
  const explained = explanationOf(label, { id: `${key}-explained` });
  const chosen = label.choices.find((choice) => choice.key === existing?.state.value);
  return h(
    "div",
    { class: "field" },
    h("label", { for: key }, nameOf(label), label.required && [" ", h("span", { class: "required" }, gettext("required"))]),
    explained,
    chosen && explanationOf(chosen, { "data-shown": true }),
    h(
      "select",
      { id: key, "data-key": key, class: "control", "aria-invalid": isMissing && "true", "aria-describedby": explained && `${key}-explained`, onchange: (event) => editing.labelArticle(existing, label.key, event.target.value || null) },
      h("option", { value: "" }, gettext("Not said")),
      label.choices.map((choice) => h("option", { value: choice.key, selected: existing?.state.value === choice.key }, nameOf(choice))),
    ),
  );
}
