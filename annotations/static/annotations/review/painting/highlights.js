/** Stretches of the text as ranges of the CSS Custom Highlight API: one highlight for each name. */

export function createHighlights(manuscript) {
  function draw(part, priority = 0) {
    const highlight = CSS.highlights.get(part.name) ?? new Highlight();
    part.ranges = manuscript.seenRangesOf(part.start, part.end).map((range) => new StaticRange(range));
    highlight.priority = priority;
    for (const range of part.ranges) highlight.add(range);
    CSS.highlights.set(part.name, highlight);
    return part;
  }

  function erase(part) {
    const highlight = CSS.highlights.get(part.name);
    for (const range of part.ranges) highlight?.delete(range);
    if (!highlight?.size) CSS.highlights.delete(part.name);
    part.ranges = [];
  }

  return { draw, erase };
}
