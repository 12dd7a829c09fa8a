/** Where the same words stand again in an Arabic text. Pure. */

import { foldWithMap } from "./fold.js";
import { snap } from "../../../articles/js/spans.js";

const WORD = /[\p{L}\p{M}\p{N}]/u;
const PROCLITICS = /^[وف]?[بلك]?$/u;
// ل before ال swallows its alef: للحكومة.
const ASSIMILATED = /^[وف]?ل$/u;
const INVISIBLE_END = /\p{Cf}+$/u;

/**
 * Where a phrase stands in blocks of text as whole words, but for a proclitic before it, which stays outside.
 * @param {{text: string}[]} blocks
 * @param {{block: object, start: number, end: number}} original the phrase itself, in UTF-16 units of its block. Where it
 *   begins or ends inside a word, other places may do so too
 * @returns {{block: object, start: number, end: number, clitic: string}[]} in units, the original left out
 */
export function samePhrases(blocks, original) {
  const { block: { text }, start, end } = original;
  const phrase = foldWithMap(text.slice(start, end)).folded.trim();
  if (!phrase) return [];
  const isCutBefore = !PROCLITICS.test(letterRun(text.slice(0, start)));
  const isCutAfter = WORD.test(text.slice(end, end + 1)) && WORD.test(text.slice(end - 1, end));
  const forms = [{ words: phrase, before: isCutBefore ? /^/ : PROCLITICS }];
  if (phrase.startsWith("ال")) forms.push({ words: `ل${phrase.slice(2)}`, before: ASSIMILATED });
  return blocks.flatMap((block) => {
    const map = foldWithMap(block.text);
    return forms
      .flatMap(({ words, before }) => placesOf(map, words, before, isCutAfter).map(([from, to]) => placeIn(block, map, from, to)))
      .filter((place) => block !== original.block || place.end <= start || end <= place.start)
      .sort((one, other) => one.start - other.start);
  });
}

function placesOf({ folded }, words, before, isCutAfter) {
  const places = [];
  for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + 1)) {
    const to = at + words.length;
    if (before.test(letterRun(folded.slice(Math.max(0, at - 8), at))) && (isCutAfter || !WORD.test(folded[to] ?? ""))) places.push([at, to]);
  }
  return places;
}

function placeIn(block, { folded, starts, ends }, from, to) {
  const start = snap(block.text, starts[from], "start");
  // Marks on the last letter are its own; what is invisible after it is not.
  const end = snap(block.text, ends[to - 1], "end");
  const words = block.text.slice(start, end).replace(INVISIBLE_END, "");
  return { block, start, end: start + words.length, clitic: letterRun(folded.slice(Math.max(0, from - 8), from)) };
}

/** The letters at the end of a text, back to where their word begins. */
function letterRun(text) {
  let from = text.length;
  while (from > 0 && WORD.test(text[from - 1])) from -= 1;
  return text.slice(from);
}
