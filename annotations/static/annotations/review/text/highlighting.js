/**
 * Highlights of the CSS Custom Highlight API by their names; nothing happens in browsers without it.
 *
 * Each name keeps one object as long as the page is open: WebKit goes on painting the ranges of one that was replaced, or
 * whose name was taken off the list, until they are taken out of it.
 */

const made = new Map();

export function canHighlight() {
  return typeof Highlight === "function" && "highlights" in CSS;
}

/**
 * The highlight of a name, which is painted from now on.
 * @param {number} [priority] above or under others
 */
export function highlightNamed(name, priority = 0) {
  if (!made.has(name)) made.set(name, new Highlight());
  const highlight = made.get(name);
  highlight.priority = priority;
  CSS.highlights.set(name, highlight);
  return highlight;
}

/** Paint these ranges under a name and no others: where there are none, the name is off the list. */
export function light(name, ranges, priority = 0) {
  if (!canHighlight()) return;
  const highlight = highlightNamed(name, priority);
  highlight.clear();
  for (const range of ranges) highlight.add(new StaticRange(range));
  if (!ranges.length) CSS.highlights.delete(name);
}

/** Stop painting some ranges under a name. */
export function putOut(name, ranges) {
  const highlight = made.get(name);
  for (const range of ranges) highlight?.delete(range);
  if (highlight && !highlight.size) CSS.highlights.delete(name);
}
