/** Stretches of the text as ranges of the CSS Custom Highlight API: one highlight for each name. */

import { highlightNamed, putOut } from "../text/highlighting.js";

export function createHighlights(manuscript) {
  function draw(part, priority = 0) {
    const highlight = highlightNamed(part.name, priority);
    part.ranges = manuscript.seenRangesOf(part.start, part.end).map((range) => new StaticRange(range));
    for (const range of part.ranges) highlight.add(range);
    return part;
  }

  function erase(part) {
    putOut(part.name, part.ranges);
    part.ranges = [];
  }

  return { draw, erase };
}
