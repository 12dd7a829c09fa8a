/** Where words and the text cursor are seen: lines of the article, worked out from rectangles of letters. */

import { createCarets, isOneLine } from "./carets.js";
import { countBelow, graphemeBoundaries, snap } from "../../../articles/js/spans.js";

// More letters than any line holds.
const LINE = 600;
// Pixels between two letters that some browsers leave between their rectangles.
const GAP = 0.1;

/** @param {object} words the article as `manuscript.js` has it: blocks, and places of offsets */
export function createLines(words) {
  const { blocks, unitIn } = words;
  // One range for all measuring: every live range costs at each change of the document.
  const measure = document.createRange();

  /** Where letters of a block are seen, from one unit to another: a rectangle for each line and direction of reading. */
  function rectanglesOf(block, from, to) {
    measure.setStart(block.node, from);
    measure.setEnd(block.node, to);
    return [...measure.getClientRects()];
  }

  /** Where the letter of a block between a unit and an offset beside it is seen; nowhere if that is in another block. */
  function lettersTo(block, unit, offset) {
    if (offset < block.start || offset > block.end) return [];
    const other = unitIn(block, offset);
    return rectanglesOf(block, Math.min(unit, other), Math.max(unit, other));
  }

  const { caretOf } = createCarets(words, lettersTo);

  /** The rectangles of the line nearest to one, below or above it, with the letters among which it lies. */
  function lineBeside(from, { block, unit }, down) {
    const next = blocks[block.index + (down ? 1 : -1)];
    const here = down ? [unit, unit + LINE] : [unit - LINE, unit];
    const there = down ? [0, LINE] : next && [next.text.length - LINE, next.text.length];
    for (const [one, stretch] of [[block, here], [next, there]]) {
      if (!one) return null;
      const [start, end] = stretch.map((place) => snap(one.text, Math.max(0, Math.min(place, one.text.length)), "nearest"));
      const beyond = rectanglesOf(one, start, end).filter((line) => line.width && !isOneLine(line, from) && line.top > from.top === down);
      const line = beyond.at(down ? 0 : -1);
      if (line) return { block: one, start, end, pieces: beyond.filter((piece) => isOneLine(piece, line)) };
    }
  }

  /** The line on which the letter at an offset stands: its rectangle in the window. */
  function lineOf(offset) {
    const { node, unit, block } = words.placeOf(offset);
    measure.setStart(node, Math.min(unit, Math.max(0, block.text.length - 1)));
    measure.setEnd(node, Math.min(unit + 1, block.text.length));
    const line = measure.getBoundingClientRect();
    return line.height ? line : block.element.getBoundingClientRect();
  }

  /** The offset on the next line below or above that is nearest to `x`; null after the last line and before the first. */
  function offsetOnLine(offset, x, down) {
    const from = caretOf(offset);
    const line = from && lineBeside(from, words.placeOf(offset), down);
    if (!line) return null;
    const { block, pieces } = line;
    const piece = nearest(pieces, x);
    const middle = (piece.top + piece.bottom) / 2;
    const inside = Math.min(Math.max(x, piece.left + 0.5), piece.right - 0.5);
    const isThere = ({ left, right, top, bottom }) => left - GAP <= inside && inside <= right + GAP && top < middle && middle < bottom;
    const holds = (start, end) => rectanglesOf(block, start, end).some(isThere);
    const sides = lettersAt(line, holds).map((place) => words.offsetIn(block, place));
    const across = (side) => {
      const caret = caretOf(side);
      return caret && isOneLine(caret, piece) ? Math.abs(caret.x - x) : Infinity;
    };
    return across(sides[0]) <= across(sides[1]) ? sides[0] : sides[1];
  }

  return { lineOf, rectangleOf: (start, end) => rectangleOf(words.rangesOf(start, end)), caretOf, offsetOnLine };
}

/** Where a span is seen, by the ranges that it touches: the rectangle of its first line, in the window. */
function rectangleOf([first]) {
  if (!first) return null;
  const range = document.createRange();
  range.setStart(first.startContainer, first.startOffset);
  range.setEnd(first.endContainer, first.endOffset);
  return range.getClientRects()[0] ?? range.getBoundingClientRect();
}

function nearest(pieces, x) {
  const distance = ({ left, right }) => Math.max(left - x, x - right, 0);
  return pieces.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/** Where the letter of a line begins and ends at which something holds, by halving: it does for a stretch if it does for a letter of it. */
function lettersAt({ block, start, end }, isThere) {
  const boundaries = graphemeBoundaries(block.text);
  let low = countBelow(boundaries, start);
  let high = countBelow(boundaries, end);
  while (high - low > 1) {
    const half = (low + high) >> 1;
    if (isThere(boundaries[low], boundaries[half])) high = half;
    else low = half;
  }
  return [boundaries[low], boundaries[high]];
}
