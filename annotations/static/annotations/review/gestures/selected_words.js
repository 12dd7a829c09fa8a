/** The words that are chosen and the text cursor: setting both ends, showing them, and telling the store. */

import { same } from "../state/sameness.js";

/**
 * @typedef {object} At where choosing is
 * @property {number|null} anchor the end that stays
 * @property {number|null} focus the end that moves: the text cursor
 * @property {number|null} column the place across the line to which up and down keep
 * @property {[number, number]|null} covered what a pointer covered, before it was widened; null where keys chose
 * @property {boolean} byLetter
 * @property {{start: number, end: number}[]} earlier parts that the words chosen now are added to
 * @property {boolean} adding the cursor may move without letting go of them
 */

/** @returns {At} */
export function nowhere() {
  return { anchor: null, focus: null, column: null, covered: null, byLetter: false, earlier: [], adding: false };
}

export function createSelectedWords({ store, manuscript, places, caret, at }) {
  function showCaret() {
    // What a hand chose ends at its last letter, even where the next one begins another line.
    const isEnd = Boolean(at.covered) && at.anchor < at.focus;
    const place = at.focus !== null && document.activeElement === manuscript.root ? manuscript.caretOf(at.focus, isEnd) : null;
    caret.hidden = !place;
    if (!place) return;
    const frame = manuscript.root.getBoundingClientRect();
    caret.style.insetBlockStart = `${place.top - frame.top}px`;
    caret.style.left = `${place.x - frame.left}px`;
    caret.style.blockSize = `${place.bottom - place.top}px`;
  }

  /** Set both ends, show them, and tell the store. */
  function choose(from, to) {
    at.anchor = from;
    at.focus = to;
    const [a, b] = [manuscript.placeOf(from), manuscript.placeOf(to)];
    getSelection().setBaseAndExtent(a.node, a.unit, b.node, b.unit);
    keep();
    showCaret();
  }

  /** Put what lies between the ends into the store, without white space at its ends, after the parts chosen earlier. */
  function keep() {
    const span = places.inner({ start: Math.min(at.anchor, at.focus), end: Math.max(at.anchor, at.focus) });
    const parts = span ? [...at.earlier.filter((part) => part.end < span.start || span.end < part.start), merged(span)] : at.earlier;
    const selection = parts.length ? parts : null;
    if (!same(selection, store.state.selection)) store.send({ type: "selected", selection });
  }

  /** One span with those chosen earlier that it meets. */
  function merged(span) {
    const met = [span, ...at.earlier.filter((part) => part.start <= span.end && span.start <= part.end)];
    return { start: Math.min(...met.map(({ start }) => start)), end: Math.max(...met.map(({ end }) => end)) };
  }

  /** Choose what a pointer covered, in whole words or by letter, without the white space at its ends. */
  function cover(from, to) {
    at.covered = [from, to];
    at.column = null;
    const covered = { start: Math.min(from, to), end: Math.max(from, to) };
    const span = from === to ? null : places.inner(at.byLetter ? covered : places.wholeWords(covered));
    if (!span) choose(from, to);
    else if (from < to) choose(span.start, span.end);
    else choose(span.end, span.start);
  }

  /** Words, sentences or a block around the place of a repeated click, on to where the mouse was let go. */
  function chooseAround(measure, from, to) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)].map((offset) => places.around(measure, offset));
    if (!first && !last) return;
    choose((first ?? last).start, (last ?? first).end);
    at.covered = [at.anchor, at.focus];
  }

  return { showCaret, choose, cover, chooseAround };
}
