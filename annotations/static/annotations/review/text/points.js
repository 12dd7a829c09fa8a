/** From a point of the window to a place in the article and back, worked out from where the letters are. */

import { graphemeBoundaries, pointsOf } from "../../../articles/js/spans.js";

/** @param {(measure: string, offset: number, forward: boolean) => number} step from one place to the next */
export function createPoints(manuscript, step) {
  const { blocks } = manuscript;
  // One range for all measuring: every live range costs at each change of the document.
  const measure = document.createRange();

  /** Where a stretch of a block is seen, in units; the last rectangle where it has several. */
  function rectangle(block, from, to) {
    measure.setStart(block.node, from);
    measure.setEnd(block.node, to);
    return [...measure.getClientRects()].at(-1) ?? null;
  }

  /**
   * The place nearest to a point of the window, worked out from where the letters are, so that whatever lies over them is not
   * in the way. `letter` is the beginning of the letter under the point, null beside the text.
   * @returns {{offset: number, letter: number|null}}
   */
  function at(x, y) {
    const block = blockAtHeight(blocks, y);
    const boundaries = graphemeBoundaries(block.text);
    const first = firstOnLine(block, boundaries, y);
    let nearest = { distance: Infinity };
    let line = null;
    let last = 0;
    for (let place = first; place < boundaries.length - 1; place += 1) {
      const found = rectangle(block, boundaries[place], boundaries[place + 1]);
      if (!found?.width) continue;
      line ??= found;
      if (found.top >= line.bottom) break;
      last = place;
      const distance = Math.max(found.left - x, x - found.right, 0);
      if (distance < nearest.distance) nearest = { distance, found, place };
    }
    if (!nearest.found) return { offset: block.start, letter: null };
    const { distance, found, place } = nearest;
    const isOnIt = distance === 0 && found.top <= y && y <= found.bottom;
    const inLeftHalf = x < (found.left + found.right) / 2;
    const [letter, after] = [boundaries[place], boundaries[place + 1]].map((unit) => block.start + pointsOf(block.text, unit));
    // Beyond the space at which a line ends is the next line.
    const isLineEnd = place === last && !block.text.slice(boundaries[place], boundaries[place + 1]).trim();
    const isAfter = !isLineEnd && inLeftHalf === goesLeft(found, letter);
    return { offset: isAfter ? after : letter, letter: isOnIt ? letter : null };
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

  return { at, edgeOf };
}

/** The first block that ends at a height of the window or below it, else the last. */
function blockAtHeight(blocks, y) {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].element.getBoundingClientRect().bottom < y) low = middle + 1;
    else high = middle;
  }
  return blocks[low];
}
