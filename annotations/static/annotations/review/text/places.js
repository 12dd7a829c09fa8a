/**
 * Places in the article as hands and keys reach them: by steps, by whole words, by a point of the window. Offsets are code
 * points of the revision, always at a whole letter.
 */

import { sentenceAt } from "./sentences.js";
import { graphemeBoundaries, pointsOf, trimmed, wordAt } from "./spans.js";
import { cliticEdge, stepFrom } from "./steps.js";

// What is written together with the next word and is rarely the first letter of a name: «و» in «واتهم».
const AND = "و";
const STOP = /^[\s،؛,;:.!?؟…]/;

export function createPlaces(manuscript) {
  const { blocks } = manuscript;
  const offsetIn = (block, unit) => manuscript.offsetIn(block, unit);
  // One range for all measuring: every live range costs at each change of the document.
  const measure = document.createRange();

  /** Where a stretch of a block is seen, in units; the last rectangle where it has several. */
  function rectangle(block, from, to) {
    measure.setStart(block.node, from);
    measure.setEnd(block.node, to);
    return [...measure.getClientRects()].at(-1) ?? null;
  }

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

  /** A span without the clitic at its start or end; null where the letters allow no cut. */
  function withoutClitic({ start, end }, atStart) {
    const { block, unit } = manuscript.placeOf(atStart ? start : end);
    const other = manuscript.placeOf(atStart ? end : start);
    const across = other.block === block ? other.unit : atStart ? block.text.length : 0;
    const edge = cliticEdge(block.text, atStart ? unit : across, atStart ? across : unit, atStart);
    if (edge === null) return null;
    return atStart ? { start: offsetIn(block, edge), end } : { start, end: offsetIn(block, edge) };
  }

  /** The letter before the first word of a span that may stay outside, and the span without it; null where there is none. */
  function leftOut(span) {
    const rest = withoutClitic(span, true);
    const letter = rest && manuscript.quote(span.start, rest.start).at(0);
    return letter === AND ? { letter, rest } : null;
  }

  /** The pronoun at the end of a single word; null where the words are several or have none. */
  function pronounOf(span) {
    const rest = /\s/.test(manuscript.quote(span.start, span.end)) ? null : withoutClitic(span, false);
    return rest && { start: rest.end, end: span.end };
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

  /**
   * The place nearest to a point of the window, worked out from where the letters are, so that whatever lies over them is not
   * in the way. `letter` is the beginning of the letter under the point, null beside the text.
   * @returns {{offset: number, letter: number|null}}
   */
  function at(x, y) {
    const block = blockAtHeight(y);
    const boundaries = graphemeBoundaries(block.text);
    const first = firstOnLine(block, boundaries, y);
    let nearest = { distance: Infinity };
    let line = null;
    for (let place = first; place < boundaries.length - 1; place += 1) {
      const found = rectangle(block, boundaries[place], boundaries[place + 1]);
      if (!found?.width) continue;
      line ??= found;
      if (found.top >= line.bottom) break;
      const distance = Math.max(found.left - x, x - found.right, 0);
      if (distance < nearest.distance) nearest = { distance, found, place };
    }
    if (!nearest.found) return { offset: block.start, letter: null };
    const { distance, found, place } = nearest;
    const isOnIt = distance === 0 && found.top <= y && y <= found.bottom;
    const inLeftHalf = x < (found.left + found.right) / 2;
    const [letter, after] = [boundaries[place], boundaries[place + 1]].map((unit) => block.start + pointsOf(block.text, unit));
    const isAfter = inLeftHalf === goesLeft(found, letter);
    return { offset: isAfter ? after : letter, letter: isOnIt ? letter : null };
  }

  function blockAtHeight(y) {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].element.getBoundingClientRect().bottom < y) low = middle + 1;
      else high = middle;
    }
    return blocks[low];
  }

  /** The first letter of the line at a height, by halving: lines follow one another. */
  function firstOnLine(block, boundaries, y) {
    const gap = parseFloat(getComputedStyle(block.element).lineHeight) || 0;
    let low = 0;
    let high = boundaries.length - 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { top, bottom } = rectangle(block, boundaries[middle], boundaries[middle + 1]) ?? { top: 0, bottom: 0 };
      if ((top + bottom) / 2 + gap / 2 < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a letter, seen at a rectangle, is read from right to left: whether the text cursor before it is on its right. */
  function goesLeft({ left, right }, letter) {
    const x = manuscript.caretOf(letter)?.x ?? right;
    return Math.abs(right - x) < Math.abs(x - left);
  }

  /** Where an edge of a span is seen: the side of its first or last letter, in the window; null where nothing is seen. */
  function edgeOf({ start, end }, edge) {
    const [from, to] = edge === "start" ? [start, Math.min(step("letter", start, true), end)] : [Math.max(step("letter", end, false), start), end];
    const { block, unit } = manuscript.placeOf(from);
    const found = rectangle(block, unit, manuscript.placeOf(to).unit);
    if (!found) return null;
    const isLeft = goesLeft(found, from) === (edge === "end");
    return { x: isLeft ? found.left : found.right, top: found.top, bottom: found.bottom, isLeft };
  }

  return { step, wholeWords, inner, withoutClitic, leftOut, pronounOf, around, pastStops, leftIsForward, at, edgeOf };
}
