/**
 * The article's text in the page: from code points of the revision to places in the document and back.
 *
 * Every block is one text node and is never cut: highlights, carets and rectangles are all worked out from offsets.
 */

import { createBlocks } from "./blocks.js";
import { createLineEnds } from "./line_ends.js";
import { createLines } from "./lines.js";
import { createScrolling } from "./scrolling.js";
import { countBelow, graphemeBoundaries, pointsOf, snap, unitsOf } from "../../../articles/js/spans.js";

export function createManuscript(root, text) {
  const found = createBlocks(root);
  const { blocks, blockAt, blockOf, unitIn } = found;

  const words = {
    root,
    ...found,

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
      const block = blockOf(element);
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
  };

  const lines = createLines(words);
  return { ...words, ...lines, ...createLineEnds(words), ...createScrolling(words, lines) };
}
