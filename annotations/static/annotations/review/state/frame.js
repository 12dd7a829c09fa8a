/**
 * What an annotation says besides its words, field by field: the twin of `annotations/frames.py`. Pure but for the words'
 * language. Whatever is true of each field is told here alone. A field that this page does not know is kept as it came.
 */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { nameOfSource } from "./names.js";

/**
 * Fields that came later than the others: `{name, title, empty, limit}`, where `title()` is what the panel and the comparison
 * call it, and `limit`, where there is one, the most characters that the server takes. They are texts, with a line each in
 * the panel below the note; what has never said anything is left out of a state. Whoever empties a field sends `empty`, which
 * the server leaves out.
 */
export const LATER = [];

/** In the order in which they are compared, after kind, label, roles and attributes: `words` of a value, empty for none. */
export const FRAME_FIELDS = [
  { name: "source", empty: null, title: () => gettext("Source in the registry"), words: (id, sources) => nameOfSource(sources[id]) || `#${id}` },
  { name: "note", empty: "", title: () => gettext("Note"), words: String },
  ...LATER.map((field) => ({ ...field, words: String })),
];

/** An annotation of a kind that says nothing yet but its label and its words. */
export function bare(kind, label, anchors) {
  const first = FRAME_FIELDS.filter((field) => !isLater(field));
  return { kind, label, attributes: {}, ...Object.fromEntries(first.map(({ name, empty }) => [name, empty])), anchors };
}

/** A field's value in words, none where it is empty. */
export function wordsIn({ name, empty, words }, state, sources) {
  const value = state[name] ?? empty;
  return value === empty ? [] : [words(value, sources)];
}

function isLater({ name }) {
  return LATER.some((field) => field.name === name);
}
