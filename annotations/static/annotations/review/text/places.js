/**
 * Places in the article as hands and keys reach them: by steps, by whole words, by a point of the window. Offsets are code
 * points of the revision, always at a whole letter.
 */

import { sentenceAt } from "./sentences.js";
import { createPoints } from "./points.js";
import { trimmed, wordAt } from "../../../articles/js/spans.js";
import { stepFrom } from "./steps.js";
import { createWordParts } from "./word_parts.js";

const STOP = /^[\s،؛,;:.!?؟…]/;

export function createPlaces(manuscript) {
  const { blocks } = manuscript;
  const offsetIn = (block, unit) => manuscript.offsetIn(block, unit);

  /** Where an offset comes to by one step; past the end of its block it goes on in the next, but for the parts of a word. */
  function step(measure, offset, forward) {
    const { block, unit } = manuscript.placeOf(offset);
    const moved = stepFrom(block.text, unit, measure, forward);
    if (moved !== unit || measure === "clitic") return offsetIn(block, moved);
    const next = blocks[blocks.indexOf(block) + (forward ? 1 : -1)];
    if (!next) return offset;
    const from = forward ? 0 : next.text.length;
    return offsetIn(next, measure === "letter" ? from : stepFrom(next.text, from, measure, forward));
  }

  /** A span widened to the whole words at its ends. */
  function wholeWords({ start, end }) {
    const first = insideWord(start);
    const last = insideWord(end);
    return { start: first?.start ?? start, end: last?.end ?? end };
  }

  /** The word that an offset lies in, not at an end of it; null where it lies in none. */
  function insideWord(offset) {
    const { block, unit } = manuscript.placeOf(offset);
    const word = wordAt(block.text, unit);
    return word && word[0] < unit && unit < word[1] ? spanIn(block, word) : null;
  }

  /** A span without the white space at its ends; null where nothing else is left. */
  function inner({ start, end }) {
    let [from, to] = [start, end];
    for (let next = step("letter", from, true); from < to && isSpace(from, next); next = step("letter", from, true)) from = next;
    for (let next = step("letter", to, false); from < to && isSpace(next, to); next = step("letter", to, false)) to = next;
    return from < to ? { start: from, end: to } : null;
  }

  /** A mark may stand on a space: it goes with it. */
  function isSpace(start, end) {
    return !trimmed(manuscript.quote(start, end), 0, 1);
  }

  /** The word, sentence or block at an offset; null in empty space. */
  function around(measure, offset) {
    const { block, unit } = manuscript.placeOf(offset);
    const found = { word: wordAt, sentence: sentenceAt, block: () => [0, block.text.length] }[measure](block.text, unit);
    return found && spanIn(block, found);
  }

  function spanIn(block, [start, end]) {
    return { start: offsetIn(block, start), end: offsetIn(block, end) };
  }

  /** Past the space and stops that lie at an offset in one direction: «، المتحدث» is begun at the word. */
  function pastStops(offset, forward) {
    for (let from = offset; ; ) {
      const next = step("letter", from, forward);
      if (next === from || !STOP.test(manuscript.quote(Math.min(from, next), Math.max(from, next)))) return from;
      from = next;
    }
  }

  /** Whether what is to the left there comes later in reading. */
  function leftIsForward(offset) {
    return getComputedStyle(manuscript.placeOf(offset).block.element).direction === "rtl";
  }

  return { step, wholeWords, inner, around, pastStops, leftIsForward, ...createWordParts(manuscript), ...createPoints(manuscript, step) };
}
