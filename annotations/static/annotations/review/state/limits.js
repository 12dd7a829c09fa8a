/**
 * How long a text may be: what is longer stays in its field and in this browser, but is not sent, as the server would not
 * take it (`NOTE_LIMIT` in annotations/frames.py, `TEXT_LIMIT` and `URL_LIMIT` in annotations/codebook/values.py).
 */

import { LATER } from "./frame.js";

const ofLater = LATER.filter(({ limit }) => limit).map(({ name, limit }) => [name, limit]);

export const LIMITS = { note: 20_000, text: 5_000, url: 2_000, ...Object.fromEntries(ofLater) };

/**
 * @param {string} type "note", the name of a later field, or an attribute's type
 * @param {unknown} value
 */
export function isTooLong(type, value) {
  return typeof value === "string" && type in LIMITS && lengthOf(value) > LIMITS[type];
}

/** In code points, as the server counts. */
export function lengthOf(text) {
  let length = text.length;
  for (const unit of text.matchAll(/[\ud800-\udbff](?=[\udc00-\udfff])/g)) length -= unit.length;
  return length;
}
