/**
 * What the screen shows, in words, for those who do not see it: choices, changes, where the text cursor goes, and when
 * saving stops. Said politely, the news of one moment in one sentence; what is typed or saved as usual is not spoken of.
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";
import { sameAnchor } from "../state/sameness.js";
import { shortened } from "../text/shortened.js";

const PAUSE = 150;
const LONGEST = 120;
const VERTICAL = ["ArrowUp", "ArrowDown"];
/** Signs that stand alone are named: many screen readers pass them over. */
const SIGNS = [
  [/^[.۔]$/, () => gettext("full stop")],
  [/^[,،]$/, () => gettext("comma")],
  [/^[;؛]$/, () => gettext("semicolon")],
  [/^:$/, () => gettext("colon")],
  [/^[?؟]$/, () => gettext("question mark")],
  [/^!$/, () => gettext("exclamation mark")],
  [/^(…|\.{2,})$/, () => gettext("dots")],
  [/^["'«»“”„‟‘’‹›]$/, () => gettext("quotation mark")],
  [/^[()[\]{}]$/, () => gettext("bracket")],
  [/^\p{Pd}$/u, () => gettext("dash")],
  [/^[/\\]$/, () => gettext("slash")],
];
const SAVING = {
  saved: () => gettext("Everything is saved."),
  waiting: () => gettext("Not sent yet: the server cannot be reached. Nothing is lost, go on."),
  paused: () => gettext("Sending has stopped: sign in again. Nothing is lost."),
};

/** @param {{place: HTMLElement}} options among others, a live region that nobody sees */
export function createAnnouncing({ place, store, manuscript, places }) {
  let before = store.state;
  let news = new Map();
  let timer = 0;

  /** Later news of the same topic takes the place of what has not been said yet; a function is asked when it is said. */
  function tell(topic, words) {
    if (!words) return;
    news.delete(topic);
    news.set(topic, words);
    clearTimeout(timer);
    timer = setTimeout(speak, PAUSE);
  }

  function speak() {
    const words = [...news.values()].map((one) => (typeof one === "function" ? one() : one)).join(" ");
    news = new Map();
    // A region that says the same once more is not read out: the space makes it another text.
    place.textContent = words === place.textContent ? `${words}\u00a0` : words;
  }

  store.subscribe((now, actions) => {
    const was = before;
    before = now;
    const operations = actions.flatMap((action) => action.operations ?? []);
    const isNew = operations.some(({ action, object }) => action === "create" && object === now.active);
    if (was.active !== now.active && !isNew && !news.has(now.active)) tell("active", opened(now));
    for (const operation of operations) tell(operation.object, changed(was, now, operation));
    if (actions.some(({ type }) => type === "event") && was.objects !== now.objects) tell("elsewhere", gettext("Changed in another window or on another device."));
    if (was.selection !== now.selection) tell("chosen", chosen(now.selection));
    for (const { type, words } of actions) if (type === "spoken") tell("spoken", words);
    if (was.save !== now.save) tell("save", saving(now.save));
  });

  /** Trouble, and its end: that all goes well need not be said after each key. */
  let trouble = "saved";
  function saving({ state }) {
    if (state === trouble || state === "sending") return "";
    trouble = state;
    return SAVING[state]();
  }

  function chosen(selection) {
    if (!selection?.length) return "";
    return interpolate(gettext("Chosen: %(words)s."), { words: quoted(selection.map(({ start, end }) => manuscript.quote(start, end))) });
  }

  /** What a key takes the text cursor over, or to where it goes up or down a line, as a screen reader says it in a field. */
  let left = null;
  let isVertical = false;
  const cursor = () => {
    const { focusNode, focusOffset } = getSelection();
    return manuscript.root.contains(focusNode) ? manuscript.offsetOf(focusNode, focusOffset) : null;
  };
  const noticed = ({ code }) => ([left, isVertical] = [cursor(), VERTICAL.includes(code)]);
  manuscript.root.addEventListener("keydown", noticed, { capture: true });
  document.addEventListener("selectionchange", () => {
    const now = cursor();
    if (left === null || now === null) return;
    const [from, to] = [Math.min(left, now), Math.max(left, now)];
    left = null;
    if (!getSelection().isCollapsed || from === to) return;
    tell("cursor", isVertical ? () => inOneLine(lineAt(now)) : inOneLine(manuscript.quote(from, to)));
  });

  /** The words of the line on which the text cursor stands. */
  function lineAt(offset) {
    const { element } = manuscript.placeOf(offset).block;
    const caret = manuscript.caretOf(offset);
    if (!caret) return "";
    const { left: start, right: end } = element.getBoundingClientRect();
    const height = (caret.top + caret.bottom) / 2;
    const sides = [start, end].map((x) => places.at(x, height).offset);
    return manuscript.quote(Math.min(...sides), Math.max(...sides));
  }
}

function inOneLine(words) {
  const line = words.replace(/\s+/g, " ");
  if (!line.trim()) return line && gettext("space");
  const sign = SIGNS.find(([pattern]) => pattern.test(line.trim()));
  return sign ? sign[1]() : shortened(line.trim(), LONGEST);
}

/** What an operation did, in the fewest words. */
function changed(was, now, { target, action, object, state }) {
  if (target === "relation") return tied(now, action, object);
  if (target === "article_label") return "";
  const annotation = now.objects.annotation[object];
  const kind = kindOf(now.codebook, annotation.state.kind);
  const name = nameOf(kind);
  if (action === "delete") return interpolate(gettext("Deleted: %(name)s."), { name });
  if (action === "restore") return interpolate(gettext("Back again: %(name)s."), { name });
  if (action === "create") {
    return interpolate(gettext("New: %(name)s, %(words)s."), { name, words: quoted(annotation.state.anchors.map(({ exact }) => exact)) });
  }
  // What was begun in the same go has been told already.
  const old = was.objects.annotation[object]?.state;
  if (!old) return "";
  if (old.kind !== state.kind) return interpolate(gettext("Now: %(name)s."), { name });
  const gained = state.anchors.filter((anchor) => !old.anchors.some((one) => sameAnchor(one, anchor)));
  if (gained.length) return gained.map((anchor) => partOf(kind, anchor)).join(" ");
  if (state.anchors.length < old.anchors.length) return gettext("Words taken out.");
  if (old.label !== state.label) return `${nameOf(labelOf(now.codebook, state)) || gettext("no label yet")}.`;
  return "";
}

function partOf(kind, { role, exact }) {
  return `${nameOf(kind.roles.find(({ key }) => key === role))}: ${quoted([exact])}.`;
}

function tied(now, action, id) {
  const relation = now.objects.relation[id];
  const name = nameOf(now.codebook.relations.find(({ key }) => key === relation.state.label));
  const said = action === "delete" ? gettext("Relation removed: %(name)s.") : gettext("Relation: %(name)s.");
  return interpolate(said, { name });
}

/** The annotation that has come to hand: what it is, its words, and whether anything is missing. */
function opened(now) {
  const active = activeOf(now);
  if (!active) return "";
  const { state, problems } = active;
  const parts = [
    nameOf(kindOf(now.codebook, state.kind)),
    nameOf(labelOf(now.codebook, state)) || gettext("no label yet"),
    state.anchors.length ? quoted(state.anchors.map(({ exact }) => exact)) : "",
    problems.length ? gettext("incomplete") : "",
  ];
  return `${parts.filter(Boolean).join(gettext(", "))}.`;
}

function quoted(words) {
  return words.length ? `«${shortened(words.join(" … "), LONGEST)}»` : gettext("no words");
}
