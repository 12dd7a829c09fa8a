/**
 * Places in a text. Pure; the twin of `articles/spans.py`, checked by `tests/vectors/spans.json`.
 *
 * "Units" are offsets in UTF-16, as the browser counts; "points" are code points, as the server counts. All
 * functions take the text of one block and offsets within it. A word or letter is what a reader takes for one.
 */

// What Python's str.isspace() calls white space; JavaScript's \s differs in six characters.
export const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const HIGH_SURROGATE = /[\ud800-\udbff](?=[\udc00-\udfff])/g;

const LETTERS = String.raw`[\p{L}\p{M}\p{N}\u200c\u200d]+`;
const INSIDE_WORDS = String.raw`['’ʼ_\-\u2010\u2011]`;
const INSIDE_NUMBERS = String.raw`(?<=\p{Nd})[.,٫٬](?=\p{Nd})`;
const WORD = new RegExp(`${LETTERS}(?:(?:${INSIDE_WORDS}|${INSIDE_NUMBERS})${LETTERS})*`, "gu");

// The server never parts a letter from an Indic vowel killer before it; browsers do where no consonant precedes
// the killer, and older ones always do. A boundary that the server would refuse is never offered.
const VOWEL_KILLERS =
  "\\u094d\\u09cd\\u0acd\\u0b4d\\u0c4d\\u0d4d\\u1039\\u17d2\\u1a60\\u1b44\\u1bab\\u1cf5\\u1cf6\\ua9c0\\uaaf6\\u{10a3f}" +
  "\\u{11133}\\u{113d0}\\u{1193e}\\u{11a3a}\\u{11a47}\\u{11a99}\\u{11f42}";
const KILLED = new RegExp(`[${VOWEL_KILLERS}](?:(?!\\u200c)[\\p{Grapheme_Extend}\\u200d])*(?=\\p{Lo})`, "gu");

const graphemes = new Intl.Segmenter("ar", { granularity: "grapheme" });

const REMEMBERED = 256;

/** Where the characters of two units begin. */
const pairsOf = remembering((text) => Array.from(text.matchAll(HIGH_SURROGATE), (match) => match.index));

/** `[start, end]` of every word, without punctuation or quotation marks. */
export const wordsOf = remembering((text) => Array.from(text.matchAll(WORD), (match) => wholeGraphemes(text, match)));

/**
 * The places where a letter with all its marks may begin or end, 0 and the length among them, in units.
 * @type {(text: string) => readonly number[]}
 */
export const graphemeBoundaries = remembering(findGraphemes);

/** The same for a text that is not asked about again: nothing is remembered. */
export function findGraphemes(text) {
  const kept = new Set([0, text.length]);
  for (const { index } of graphemes.segment(text)) kept.add(index);
  for (const match of text.matchAll(KILLED)) kept.delete(match.index + match[0].length);
  return [...kept].sort((one, other) => one - other);
}

/**
 * How many code points lie before a unit.
 * @throws {RangeError} inside a surrogate pair or outside the text
 */
export function pointsOf(text, units) {
  checkRange(units, text.length);
  const pairs = pairsOf(text);
  const before = countBelow(pairs, units);
  if (pairs[before - 1] === units - 1) throw new RangeError(`Unit ${units} lies inside a surrogate pair.`);
  return units - before;
}

/**
 * Where a code point begins, in units.
 * @throws {RangeError} outside the text
 */
export function unitsOf(text, points) {
  const pairs = pairsOf(text);
  checkRange(points, text.length - pairs.length);
  // The pair with the number i begins at point pairs[i] - i.
  return points + countBelow(pairs, points, (unit, index) => unit - index);
}

/**
 * The grapheme boundary at an offset, else the next one "start"wards, "end"wards or whichever is "nearest"
 * (the earlier of two that are equally near).
 * @param {"start"|"end"|"nearest"} toward
 */
export function snap(text, units, toward) {
  const boundaries = graphemeBoundaries(text);
  const place = countBelow(boundaries, units);
  const after = boundaries[Math.min(place, boundaries.length - 1)];
  if (after === units || place === 0) return after;
  const before = boundaries[place - 1];
  if (toward === "nearest") return after - units < units - before ? after : before;
  return toward === "start" ? before : after;
}

/**
 * `[start, end]` of the word that an offset lies in or touches, without punctuation or quotation marks;
 * null in white space and punctuation.
 * @returns {[number, number] | null}
 */
export function wordAt(text, units) {
  const words = wordsOf(text);
  const place = countBelow(words, units + 1, ([start]) => start) - 1;
  return place >= 0 && units <= words[place][1] ? [...words[place]] : null;
}

/**
 * `[start, end]` without the white space at both ends; null where nothing else is left. What remains may
 * begin with a mark that stood on a space: snap it.
 * @returns {[number, number] | null}
 */
export function trimmed(text, start, end) {
  while (start < end && SPACE.test(text[start])) start += 1;
  while (start < end && SPACE.test(text[end - 1])) end -= 1;
  return start < end ? [start, end] : null;
}

function wholeGraphemes(text, { index, 0: word }) {
  return [snap(text, index, "start"), snap(text, index + word.length, "end")];
}

/** How many values of a sorted list are smaller than `limit`, by halving. */
export function countBelow(sorted, limit, value = (one) => one) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(sorted[middle], middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checkRange(offset, length) {
  if (!Number.isInteger(offset) || offset < 0 || offset > length) {
    throw new RangeError(`${offset} is not an offset of a text of length ${length}.`);
  }
}

/** `make`, asked once for each of the texts that were wanted last. */
function remembering(make) {
  const known = new Map();
  return (text) => {
    const made = known.get(text) ?? make(text);
    known.delete(text);
    known.set(text, made);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value);
    return made;
  };
}
