/** Paints what a hand or key is about to choose or to leave of a part, above all marks. The rule is in handles.css. */

const ABOVE_ALL = 9;

/** @param {{start: number, end: number}|null} span null paints nothing */
export function showChoosing(manuscript, span) {
  if (!globalThis.Highlight) return;
  if (!span) return void CSS.highlights.delete("choosing");
  const highlight = new Highlight(...manuscript.rangesOf(span.start, span.end).map((range) => new StaticRange(range)));
  highlight.priority = ABOVE_ALL;
  CSS.highlights.set("choosing", highlight);
}
