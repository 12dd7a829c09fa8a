/** Paints what a hand or key is about to choose or to leave of a part, above all marks. The rule is in handles.css. */

import { light } from "../text/highlighting.js";

const ABOVE_ALL = 9;

/** @param {{start: number, end: number}|null} span null paints nothing */
export function showChoosing(manuscript, span) {
  light("choosing", span ? manuscript.rangesOf(span.start, span.end) : [], ABOVE_ALL);
}
