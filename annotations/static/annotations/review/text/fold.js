/**
 * Folding Arabic text for finding: the twin of `articles/arabic.py` at its widest level, checked against it on texts of
 * every kind. Marks, tatweel, the forms of alef, teh marbuta and alef maqsura, the shapes of kaf, the script of digits,
 * letter case, invisible characters and the width of white space are forgotten. Offsets are UTF-16 units. Pure.
 */

import { SPACE } from "../../../articles/js/spans.js";

const LETTERS = new Map(
  Object.entries({ ا: "أإآٱٲٳٵ", ه: "ةہھەۃ", ي: "ىیے", ك: "کڪ" }).flatMap(([plain, forms]) => Array.from(forms, (form) => [form, plain])),
);
// Shadda or a vowel standing alone: their compatibility forms begin with a space that nobody wrote.
const LONE_MARK = /[\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]/;
const ARABIC_MARK = /^(?=\p{Mn})[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\u{10ec0}-\u{10eff}]|\u0640$/u;
const INVISIBLE = /\p{Cf}|[\ufe00-\ufe0f]/u;
const DIGIT = /\p{Nd}/u;
const MARK = /\p{M}/u;

const folded = new Map();

/** The text as it is compared; "" for a lone mark, which is in no word. */
export function fold(text) {
  return foldWithMap(text).folded;
}

/**
 * The folded text, and for each of its units where in `text` it comes from: `starts[i]` to `ends[i]`.
 * @returns {{folded: string, starts: number[], ends: number[]}}
 */
export function foldWithMap(text) {
  let result = "";
  const [starts, ends] = [[], []];
  let place = 0;
  for (const letter of text) {
    const next = place + letter.length;
    const becomes = letterFolded(letter);
    for (let at = 0; at < becomes.length; at += 1) {
      if (becomes[at] === " " && result.at(-1) === " ") continue;
      result += becomes[at];
      starts.push(place);
      ends.push(next);
    }
    place = next;
  }
  return { folded: result, starts, ends };
}

/**
 * `[start, end]` of each place where words stand, whatever the spelling, from first to last; marks on the last letter
 * belong to it. None for words of which nothing is left.
 * @returns {[number, number][]}
 */
export function search(text, words) {
  return searchFolded(foldWithMap(text), text, words);
}

/** The same in a text that was folded before, for whoever searches it again and again. */
export function searchFolded({ folded: inside, starts, ends }, text, words) {
  const wanted = fold(words).replaceAll("\0", "").trim();
  if (!wanted) return [];
  const found = [];
  for (let at = inside.indexOf(wanted); at >= 0; at = inside.indexOf(wanted, at + wanted.length)) {
    let end = ends[at + wanted.length - 1];
    while (end < text.length && MARK.test(String.fromCodePoint(text.codePointAt(end)))) end += text.codePointAt(end) > 0xffff ? 2 : 1;
    found.push([starts[at], end]);
  }
  return found;
}

/** What one character becomes, whatever stands around it. */
function letterFolded(letter) {
  const known = folded.get(letter);
  if (known !== undefined) return known;
  const parts = LONE_MARK.test(letter) ? "" : letter.normalize("NFKD");
  const becomes = Array.from(parts, partFolded).join("");
  folded.set(letter, becomes);
  return becomes;
}

function partFolded(letter) {
  if (SPACE.test(letter)) return " ";
  if (ARABIC_MARK.test(letter) || INVISIBLE.test(letter) || isCombining(letter)) return "";
  if (DIGIT.test(letter)) return String(digitOf(letter.codePointAt(0)));
  return LETTERS.get(letter) ?? caseFolded(letter);
}

/** Whether normalisation moves it about: the iota below comes after every other combining mark. */
function isCombining(letter) {
  return letter === "\u0345" || `\u0345${letter}`.normalize("NFD") !== `\u0345${letter}`;
}

/** Digits of a script stand in a row from nought to nine. */
function digitOf(code) {
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

/** Down, up and down again, for letters that have two forms of a case. The Turkish dotless i is a letter of its own. */
function caseFolded(letter) {
  return letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
}
