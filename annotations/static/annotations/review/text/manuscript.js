/**
 * The article's text in the page: from code points of the revision to places in the document and back.
 *
 * Every block is one text node and is never cut: highlights, carets and rectangles are all worked out from offsets.
 */

import { sight } from "./sight.js";
import { countBelow, graphemeBoundaries, pointsOf, snap, unitsOf } from "./spans.js";

// More letters than any line holds.
const LINE = 600;
/** Pixels between a line that is brought into sight and what ends the sight. */
const MARGIN = 24;

export function createManuscript(root, text) {
  const blocks = [...root.querySelectorAll("[data-start]")].map((element, index) => ({
    index,
    element,
    node: element.firstChild,
    text: element.firstChild.data,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
  }));
  // One range for all measuring: every live range costs at each change of the document.
  const measure = document.createRange();
  const byElement = new Map(blocks.map((block) => [block.element, block]));

  /** The last block for which something holds that holds for every block before it too; else the first block. */
  function lastBlock(holds) {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (holds(blocks[middle])) low = middle;
      else high = middle - 1;
    }
    return blocks[low];
  }

  /** The last block that begins at or before an offset. */
  function blockAt(offset) {
    return lastBlock((block) => block.start <= offset);
  }

  function unitIn(block, offset) {
    const points = Math.max(0, Math.min(offset, block.end) - block.start);
    // Most blocks hold nothing beyond the basic plane: there a code point is a unit.
    return block.text.length === block.end - block.start ? points : unitsOf(block.text, points);
  }

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

  return {
    root,
    blocks,
    blockAt,
    blockOf: (element) => byElement.get(element),

    /** The blocks touched by a span, in order. */
    blocksOf(start, end) {
      const touched = [];
      for (let block = blockAt(start); block && block.start < end; block = blocks[block.index + 1]) {
        if (start < block.end) touched.push(block);
      }
      return touched;
    },

    /** The offsets between which everything lies that is seen between two heights of the window. */
    offsetsBetween(top, bottom) {
      const first = lastBlock(({ element }) => element.getBoundingClientRect().top <= top);
      const last = lastBlock(({ element }) => element.getBoundingClientRect().top <= bottom);
      return [first?.start ?? 0, last?.end ?? 0];
    },

    /** The words from one offset to another, in code points. */
    quote(start, end) {
      const from = blockAt(start);
      if (end <= from.end) return from.text.slice(unitIn(from, start), unitIn(from, end));
      return text.slice(unitsOf(text, start), unitsOf(text, end));
    },

    /** The offset of a place in the document, snapped to a whole letter; null outside the text. */
    offsetOf(node, place, toward = "nearest") {
      const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-start]");
      if (!element || !root.contains(element)) {
        if (!root.contains(node)) return null;
        // Between two blocks: the next one's start, or the end of the last.
        const next = node.childNodes[place]?.closest?.("[data-start]");
        return next ? Number(next.dataset.start) : (blocks.at(-1)?.end ?? null);
      }
      const block = byElement.get(element);
      const units = node.nodeType === Node.TEXT_NODE ? place : place === 0 ? 0 : block.text.length;
      return this.offsetIn(block, snap(block.text, units, toward));
    },

    /** The offset of a UTF-16 unit of a block. */
    offsetIn(block, unit) {
      return block.start + pointsOf(block.text, unit);
    },

    /** The offset one letter with its marks further on, or back; the same one at the text's end or start. */
    beside(offset, forward) {
      const { block, unit } = this.placeOf(offset);
      const boundaries = graphemeBoundaries(block.text);
      const beyond = boundaries[forward ? countBelow(boundaries, unit + 1) : countBelow(boundaries, unit) - 1];
      if (beyond !== undefined) return this.offsetIn(block, beyond);
      const next = blocks[block.index + (forward ? 1 : -1)];
      return next ? (forward ? next.start : next.end) : offset;
    },

    /** The node and UTF-16 unit at which an offset lies. */
    placeOf(offset) {
      const block = blockAt(offset);
      return { node: block.node, unit: unitIn(block, offset), block };
    },

    /** Stretches of text nodes from one offset to another, one for each block touched. */
    rangesOf(start, end) {
      return this.blocksOf(start, end).map((block) => ({
        startContainer: block.node,
        startOffset: unitIn(block, Math.max(start, block.start)),
        endContainer: block.node,
        endOffset: unitIn(block, Math.min(end, block.end)),
      }));
    },

    /** The line on which the letter at an offset stands: its rectangle in the window. */
    lineOf(offset) {
      const { node, unit, block } = this.placeOf(offset);
      measure.setStart(node, Math.min(unit, Math.max(0, block.text.length - 1)));
      measure.setEnd(node, Math.min(unit + 1, block.text.length));
      const line = measure.getBoundingClientRect();
      return line.height ? line : block.element.getBoundingClientRect();
    },

    /** Where a span is seen: the rectangle of its first line, in the window. */
    rectangleOf(start, end) {
      const [first] = this.rangesOf(start, end);
      if (!first) return null;
      const range = document.createRange();
      range.setStart(first.startContainer, first.startOffset);
      range.setEnd(first.endContainer, first.endOffset);
      return range.getClientRects()[0] ?? range.getBoundingClientRect();
    },

    /** Scroll words to the middle of what is seen of the article if they are not in it. */
    bring(start, end) {
      const look = () => {
        const words = this.rectangleOf(start, end);
        const { top, bottom } = sight();
        if (!words || (words.top > top + MARGIN && words.bottom < bottom - MARGIN)) return false;
        scrollBy(0, (words.top + words.bottom - top - bottom) / 2);
        return true;
      };
      if (!look()) return;
      // What was far away is laid out as it comes near, and may move once more. Whoever scrolls on is not held back.
      const there = scrollY;
      requestAnimationFrame(() => requestAnimationFrame(() => scrollY === there && look()));
    },

    /** Scroll no further than a block needs to be seen, or the line at an offset where the block is higher than the window. */
    keepInSight(offset) {
      this.placeOf(offset).block.element.scrollIntoView({ block: "nearest" });
      const line = this.caretOf(offset);
      const { top, bottom } = sight();
      if (line?.top < top + MARGIN) scrollBy(0, line.top - top - MARGIN);
      else if (line?.bottom > bottom - MARGIN) scrollBy(0, line.bottom - bottom + MARGIN);
    },

    /**
     * Where the text cursor stands at an offset: a rectangle one line high, in the window. Where a line or a direction of
     * reading ends and another begins, it stands at the one that begins, on the side from which that is read.
     */
    caretOf(offset) {
      const { unit, block } = this.placeOf(offset);
      const found = rectanglesOf(block, unit, unit);
      const [before, after] = found.length > 1 ? [this.beside(offset, false), this.beside(offset, true)].map((other) => lettersTo(block, unit, other)) : [];
      const fits = (one) => (after?.some((letter) => touches(letter, one)) ? 2 : 0) - (before?.some((letter) => touches(letter, one)) ? 1 : 0);
      const place = found.reduceRight((best, one) => (fits(one) > fits(best) ? one : best), found.at(-1));
      return place ? { x: place.left, top: place.top, bottom: place.bottom } : null;
    },

    /** The offset on the next line below or above that is nearest to `x`; null after the last line and before the first. */
    offsetOnLine(offset, x, down) {
      const from = this.caretOf(offset);
      const line = from && lineBeside(from, this.placeOf(offset), down);
      if (!line) return null;
      const { block, pieces } = line;
      const distance = ({ left, right }) => Math.max(left - x, x - right, 0);
      const piece = pieces.reduce((best, one) => (distance(one) < distance(best) ? one : best));
      const middle = (piece.top + piece.bottom) / 2;
      const inside = Math.min(Math.max(x, piece.left + 0.5), piece.right - 0.5);
      const isThere = ({ left, right, top, bottom }) => left <= inside && inside <= right && top < middle && middle < bottom;
      const boundaries = graphemeBoundaries(block.text);
      // The letter at that place, by halving.
      let low = countBelow(boundaries, line.start);
      let high = countBelow(boundaries, line.end);
      while (high - low > 1) {
        const half = (low + high) >> 1;
        if (rectanglesOf(block, boundaries[low], boundaries[half]).some(isThere)) high = half;
        else low = half;
      }
      const sides = [low, high].map((place) => this.offsetIn(block, boundaries[place]));
      const across = (side) => {
        const caret = this.caretOf(side);
        return caret && isOneLine(caret, piece) ? Math.abs(caret.x - x) : Infinity;
      };
      return across(sides[0]) <= across(sides[1]) ? sides[0] : sides[1];
    },
  };
}

function isOneLine(one, other) {
  const middle = (other.top + other.bottom) / 2;
  return one.top < middle && middle < one.bottom;
}

/** Whether a caret stands at a side of a letter. */
function touches(letter, caret) {
  return isOneLine(letter, caret) && Math.min(Math.abs(letter.left - caret.left), Math.abs(letter.right - caret.left)) < 0.5;
}
