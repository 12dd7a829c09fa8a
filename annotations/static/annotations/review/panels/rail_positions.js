/** Which cards of the margin are wanted: few annotations are all there, of many those that can be seen soon or are held. */

// Up to so many cards are all in the page; of more, those this far from the window, in pixels, and so many beside them.
export const ALL = 60;
const BEYOND = 600;
const BESIDE = 3;

/** Where the words of an annotation begin; beyond everything where it has none. */
export function startOf({ state: { anchors } }) {
  return anchors.length ? Math.min(...anchors.map(({ start }) => start)) : Infinity;
}

/**
 * Positions in the order of the text: of those near the window, those next to them, and those of these ids.
 * @param {object[]} order all annotations
 * @param {(string|undefined)[]} held ids
 */
export function positionsWanted(order, held, manuscript) {
  if (order.length <= ALL) return between(0, order.length);
  const [from, to] = manuscript.offsetsBetween(-BEYOND, innerHeight + BEYOND);
  const apart = held.map((id) => order.findIndex((annotation) => annotation.id === id)).filter((position) => position >= 0);
  const near = between(Math.max(0, firstFrom(order, from) - BESIDE), Math.min(order.length, firstFrom(order, to + 1) + BESIDE));
  // What is said of the whole article stands at its head.
  const whole = from <= manuscript.blocks[0].start ? between(firstFrom(order, Infinity), order.length) : [];
  return [...new Set([...near, ...whole, ...apart])].sort((one, other) => one - other);
}

export function between(first, last) {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

/** The first position whose words begin at an offset or after it. */
function firstFrom(order, offset) {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(order[middle]) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
