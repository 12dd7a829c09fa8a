/** The blocks of the article in the page: each is one text node, and holds the code points from its start to its end. */

import { unitsOf } from "../../../articles/js/spans.js";

export function createBlocks(root) {
  const blocks = [...root.querySelectorAll("[data-start]")].map((element, index) => ({
    index,
    element,
    node: element.firstChild,
    text: element.firstChild.data,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
  }));
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

  /** The blocks touched by a span, in order. */
  function blocksOf(start, end) {
    const touched = [];
    for (let block = blockAt(start); block && block.start < end; block = blocks[block.index + 1]) {
      if (start < block.end) touched.push(block);
    }
    return touched;
  }

  /** The offsets between which everything lies that is seen between two heights of the window. */
  function offsetsBetween(top, bottom) {
    const first = lastBlock(({ element }) => element.getBoundingClientRect().top <= top);
    const last = lastBlock(({ element }) => element.getBoundingClientRect().top <= bottom);
    return [first?.start ?? 0, last?.end ?? 0];
  }

  return { blocks, blockAt, blockOf: (element) => byElement.get(element), blocksOf, offsetsBetween, unitIn };
}
