/** Brings words of the article into sight. */

import { sight } from "./sight.js";

/** Pixels between a line that is brought into sight and what ends the sight. */
const MARGIN = 24;

export function createScrolling(manuscript, lines) {
  /** Scroll words to the middle of what is seen of the article if they are not in it. */
  function bring(start, end) {
    const look = () => {
      const words = lines.rectangleOf(start, end);
      const { top, bottom } = sight();
      if (!words || (words.top > top + MARGIN && words.bottom < bottom - MARGIN)) return false;
      scrollBy(0, (words.top + words.bottom - top - bottom) / 2);
      return true;
    };
    if (!look()) return;
    // What was far away is laid out as it comes near, and may move once more. Whoever scrolls on is not held back.
    const there = scrollY;
    requestAnimationFrame(() => requestAnimationFrame(() => scrollY === there && look()));
  }

  /** Scroll no further than a block needs to be seen, or the line at an offset where the block is higher than the window. */
  function keepInSight(offset) {
    manuscript.placeOf(offset).block.element.scrollIntoView({ block: "nearest" });
    const line = lines.caretOf(offset);
    const { top, bottom } = sight();
    if (line?.top < top + MARGIN) scrollBy(0, line.top - top - MARGIN);
    else if (line?.bottom > bottom - MARGIN) scrollBy(0, line.bottom - bottom + MARGIN);
  }

  return { bring, keepInSight };
}
