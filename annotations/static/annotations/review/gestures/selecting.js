/**
 * Choosing words: by mouse, by finger and by keyboard with a text cursor of our own.
 *
 * What a pointer chooses is widened to whole words, without the punctuation beside them, unless Alt is held; one key goes
 * back to the very letters. The cursor moves in logical order (the arrow that points where the block's reading goes is
 * forward), by whole letters with their marks, and may stand inside a word; with Shift it chooses letter by letter.
 */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { showChoosing } from "./choosing.js";
import { takesDrags } from "../state/flow.js";
import { annotationsOf } from "../state/reducer.js";

const NEAR = 5;
const BY_CLICKS = ["word", "word", "sentence", "block"];

export function createSelecting({ store, manuscript, places, caret }) {
  let anchor = null;
  let focus = null;
  let column = null;
  /** What a pointer covered, before it was widened; null where keys chose. */
  let covered = null;
  let byLetter = false;
  /** Parts that the words chosen now are added to; `adding` while the cursor may move without letting go of them. */
  let earlier = [];
  let adding = false;
  let press = null;
  let isByMouse = true;

  function showCaret() {
    const place = focus !== null && document.activeElement === manuscript.root ? manuscript.caretOf(focus) : null;
    caret.hidden = !place;
    if (!place) return;
    const frame = manuscript.root.getBoundingClientRect();
    caret.style.insetBlockStart = `${place.top - frame.top}px`;
    caret.style.left = `${place.x - frame.left}px`;
    caret.style.blockSize = `${place.bottom - place.top}px`;
  }

  /** Set both ends, show them, and tell the store. */
  function choose(from, to) {
    anchor = from;
    focus = to;
    const [a, b] = [manuscript.placeOf(from), manuscript.placeOf(to)];
    getSelection().setBaseAndExtent(a.node, a.unit, b.node, b.unit);
    keep();
    showCaret();
  }

  /** Put what lies between the ends into the store, without white space at its ends, after the parts chosen earlier. */
  function keep() {
    const span = places.inner({ start: Math.min(anchor, focus), end: Math.max(anchor, focus) });
    const parts = span ? [...earlier.filter((part) => part.end < span.start || span.end < part.start), merged(span)] : earlier;
    const selection = parts.length ? parts : null;
    if (!same(selection, store.state.selection)) store.send({ type: "selected", selection });
  }

  /** One span with those chosen earlier that it meets. */
  function merged(span) {
    const met = [span, ...earlier.filter((part) => part.start <= span.end && span.start <= part.end)];
    return { start: Math.min(...met.map(({ start }) => start)), end: Math.max(...met.map(({ end }) => end)) };
  }

  /** Choose what a pointer covered, in whole words or by letter. */
  function cover(from, to) {
    covered = [from, to];
    column = null;
    if (byLetter || from === to) return choose(from, to);
    const { start, end } = places.wholeWords({ start: Math.min(from, to), end: Math.max(from, to) });
    if (from < to) choose(start, end);
    else choose(end, start);
  }

  /** Words, sentences or a block around the place of a repeated click, on to where the mouse was let go. */
  function chooseAround(measure, from, to) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)].map((offset) => places.around(measure, offset));
    if (!first && !last) return;
    choose((first ?? last).start, (last ?? first).end);
    covered = [anchor, focus];
  }

  /** The annotations under a letter, those with the fewest letters first, as the one meant is mostly the inner one. */
  function annotationsAt(letter) {
    const covers = ({ start, end }) => start <= letter && letter < end;
    const size = ({ state }) => Math.min(...state.anchors.filter(covers).map(({ start, end }) => end - start));
    return annotationsOf(store.state)
      .filter(({ state }) => state.anchors.some(covers))
      .sort((one, other) => size(one) - size(other));
  }

  /** The annotation under a click; the next one where several lie and one of them is at hand. */
  function activateAt(letter) {
    const there = letter === null ? [] : annotationsAt(letter);
    const place = there.findIndex(({ id }) => id === store.state.active);
    // A click beside all marks moves the cursor alone, and so does any click while a flow asks for the next words.
    if (there.length && !takesDrags(store.state)) store.send({ type: "activated", id: there[(place + 1) % there.length].id });
  }

  manuscript.root.addEventListener("pointerdown", (event) => {
    isByMouse = event.pointerType === "mouse";
    if (!isByMouse || event.button !== 0) return;
    // A drag that leaves the article still selects in it alone, and its end is noticed wherever it is.
    manuscript.root.setPointerCapture(event.pointerId);
    press = { x: event.clientX, y: event.clientY, byLetter: event.altKey, offset: places.at(event.clientX, event.clientY).offset };
    // What is chosen already is chosen anew, not dragged away.
    if (!event.shiftKey) getSelection().removeAllRanges();
  });
  manuscript.root.addEventListener("pointercancel", () => (press = null));

  // By the time of a click the browser has settled its selection, after a drag too.
  manuscript.root.addEventListener("click", (event) => {
    if (!isByMouse) return;
    const there = places.at(event.clientX, event.clientY);
    const isDrag = press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > NEAR;
    const from = press?.offset ?? there.offset;
    press = null;
    preview();
    byLetter = event.altKey;
    earlier = adding || event.ctrlKey || event.metaKey ? (store.state.selection ?? []) : [];
    adding = false;
    if (event.detail > 1 && !byLetter) chooseAround(BY_CLICKS[Math.min(event.detail, 4) - 1], from, isDrag ? there.offset : from);
    else fromBrowser(event.shiftKey);
    if (!isDrag && event.detail === 1 && anchor === focus) activateAt(there.letter);
  });

  /** Take over what the browser selected; with Shift, from where the words were begun. */
  function fromBrowser(extends_) {
    const selection = getSelection();
    if (!selection.rangeCount || !manuscript.root.contains(selection.anchorNode)) return;
    const to = manuscript.offsetOf(selection.focusNode, selection.focusOffset);
    const begun = extends_ ? (covered?.[0] ?? anchor) : null;
    const from = begun ?? (selection.isCollapsed ? to : manuscript.offsetOf(selection.anchorNode, selection.anchorOffset));
    if (from !== null && to !== null) cover(from, to);
  }

  /** While the mouse is dragged: which words it would choose. */
  function preview() {
    const selection = getSelection();
    const isOn = press && !press.byLetter && !selection.isCollapsed && manuscript.root.contains(selection.anchorNode);
    if (!isOn) return showChoosing(manuscript, null);
    const ends = [manuscript.offsetOf(selection.anchorNode, selection.anchorOffset), manuscript.offsetOf(selection.focusNode, selection.focusOffset)];
    if (!ends.includes(null)) showChoosing(manuscript, places.wholeWords({ start: Math.min(...ends), end: Math.max(...ends) }));
  }

  document.addEventListener("selectionchange", preview);
  manuscript.root.addEventListener("dragstart", (event) => event.preventDefault());
  manuscript.root.addEventListener("focus", () => {
    focus ??= manuscript.blocks[0]?.start ?? null;
    anchor ??= focus;
    showCaret();
  });
  manuscript.root.addEventListener("blur", showCaret);
  addEventListener("resize", showCaret);

  /** Copying gives the article's own words, whatever the page shows between them. */
  manuscript.root.addEventListener("copy", (event) => {
    const { selection } = store.state;
    if (!selection) return;
    event.clipboardData.setData("text/plain", words());
    event.preventDefault();
  });

  function words() {
    return (store.state.selection ?? []).map(({ start, end }) => manuscript.quote(start, end)).join("\n");
  }

  /** Words that were made into something are let go of, so that the next drag does not take them along. */
  let held = null;
  store.subscribe((state) => {
    const isLetGo = held && !state.selection;
    held = state.selection;
    if (!isLetGo) return;
    earlier = [];
    adding = false;
    covered = null;
    if (getSelection().isCollapsed || !manuscript.root.contains(getSelection().anchorNode)) return;
    getSelection().removeAllRanges();
    anchor = focus;
    showCaret();
  });

  /** Up and down keep to the place across the line from which they began. */
  function onLine(offset, down) {
    column ??= manuscript.caretOf(offset)?.x ?? null;
    const { block } = manuscript.placeOf(offset);
    return manuscript.offsetOnLine(offset, column, down) ?? (down ? block.end : block.start);
  }

  function go(next, isExtending) {
    covered = null;
    byLetter = true;
    if (!isExtending && !adding) earlier = [];
    choose(isExtending ? (anchor ?? focus) : next, next);
    manuscript.keepInSight(next);
  }

  function clear() {
    store.send({ type: "selected", selection: null });
  }

  return {
    /** Move the text cursor by a measure of `steps.js`, or choose on to there. */
    step(measure, forward, isExtending) {
      if (focus === null) return;
      column = null;
      const isBegun = anchor !== focus;
      if (isExtending && !isBegun && ["word", "clitic"].includes(measure)) anchor = focus = places.pastStops(focus, forward);
      go(places.step(measure, focus, forward), isExtending);
    },

    /** Move the text cursor to the line below or above. */
    line(down, isExtending) {
      if (focus !== null) go(onLine(focus, down), isExtending);
    },

    /** Move the text cursor to an offset, or choose on to there. */
    to(offset, isExtending) {
      column = null;
      go(offset, isExtending);
    },

    /** Where the text cursor is; null before it was ever in the article. */
    get cursor() {
      return focus;
    },

    /** Choose from one offset to another by finger or handle: in whole words, or by letter where that was asked for. */
    cover(from, to, { anew = false, letters = byLetter } = {}) {
      byLetter = letters && !anew;
      earlier = anew ? [] : (store.state.selection ?? []).slice(0, -1);
      cover(from, to);
    },

    /** Between whole words and the very letters that were covered. */
    refine() {
      if (!store.state.selection) return;
      const ends = covered ?? [anchor, focus];
      byLetter = !byLetter;
      cover(...ends);
    },

    /** Take a clitic off the beginning or end of the words chosen last; Shift and the same key gives it back. */
    trim(atStart) {
      const last = store.state.selection?.at(-1);
      const rest = last && places.withoutClitic(last, atStart);
      if (!rest) return void store.send({ type: "spoken", words: gettext("Nothing to take off here.") });
      column = null;
      covered = null;
      byLetter = true;
      earlier = store.state.selection.slice(0, -1);
      if (atStart) choose(rest.end, rest.start);
      else choose(rest.start, rest.end);
    },

    /** What is chosen stays chosen; what is chosen next comes on top of it. */
    addFurther() {
      if (!store.state.selection) return;
      earlier = store.state.selection;
      adding = true;
      covered = null;
      choose(focus, focus);
    },

    /** Whether the cursor is on its way to further words. */
    isAdding: () => adding,

    /** Whether the very letters count, not whole words. */
    isByLetter: () => byLetter,

    /** The chosen words as the article has them, each part on a line. */
    words,

    activateAt,

    /** Go back to a mere cursor. */
    clear,

    showCaret,
  };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
