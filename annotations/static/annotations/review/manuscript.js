/**
 * The article's text in the page: from code points of the revision to places in the document and back.
 *
 * Every block is one text node and is never cut: highlights, carets and rectangles are all worked out from offsets.
 */

import { graphemeBoundaries, pointsOf, snap, unitsOf } from "./spans.js";

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
  const blockOf = new Map(blocks.map((block) => [block.element, block]));

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

  /** Offsets beyond one, nearest first: the rest of its block, then the whole of the block that follows. */
  function* offsetsBeyond(offset, forward) {
    const here = blockAt(offset).index;
    for (const block of [blocks[here], blocks[here + (forward ? 1 : -1)]]) {
      if (!block) return;
      const unit = block === blocks[here] ? unitIn(block, offset) : forward ? -1 : Infinity;
      const ends = graphemeBoundaries(block.text).filter((end) => (forward ? end > unit : end < unit));
      for (const end of forward ? ends : ends.reverse()) yield block.start + pointsOf(block.text, end);
    }
  }

  return {
    root,
    blocks,
    blockAt,

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
      const block = blockOf.get(element);
      const units = node.nodeType === Node.TEXT_NODE ? place : place === 0 ? 0 : block.text.length;
      return this.offsetIn(block, snap(block.text, units, toward));
    },

    /** The offset of a UTF-16 unit of a block. */
    offsetIn(block, unit) {
      return block.start + pointsOf(block.text, unit);
    },

    /** The offset one letter with its marks further on, or back; the same one at the text's end or start. */
    beside(offset, forward) {
      return offsetsBeyond(offset, forward).next().value ?? offset;
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

    /** Where the text cursor stands at an offset: a rectangle one line high, in the window. */
    caretOf(offset) {
      const { node, unit, block } = this.placeOf(offset);
      const range = document.createRange();
      const atEnd = unit >= block.text.length;
      range.setStart(node, atEnd ? Math.max(0, unit - 1) : unit);
      range.setEnd(node, atEnd ? unit : unit + 1);
      const rectangle = [...range.getClientRects()].at(atEnd ? -1 : 0);
      if (!rectangle) return null;
      const forward = getComputedStyle(block.element).direction === "rtl" ? "left" : "right";
      const back = forward === "left" ? "right" : "left";
      return { x: rectangle[atEnd ? forward : back], top: rectangle.top, bottom: rectangle.bottom };
    },

    /** The offset on the next line below or above that is nearest to `x`; null after the last line and before the first. */
    offsetOnLine(offset, x, down) {
      const from = this.caretOf(offset);
      let line = null;
      let nearest = null;
      for (const beyond of offsetsBeyond(offset, down)) {
        const place = this.caretOf(beyond);
        if (!from || !place || isOneLine(place, from)) continue;
        line ??= place;
        if (!isOneLine(place, line)) break;
        if (!nearest || Math.abs(place.x - x) < Math.abs(nearest.x - x)) nearest = { x: place.x, offset: beyond };
      }
      return nearest?.offset ?? null;
    },
  };
}

function isOneLine(one, other) {
  const middle = (other.top + other.bottom) / 2;
  return one.top < middle && middle < one.bottom;
}
