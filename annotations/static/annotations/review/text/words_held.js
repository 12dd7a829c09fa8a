/** Whether one of some words stands in a text: the twin of `tests/reference/words_held.py`. Pure. */

const MARK = /[\p{M}\u0640\p{Cf}]/gu;
// «ولم», «فليس»: what is written onto the word before it.
const BEFORE = "[وف]?";

const patterns = new Map();

/**
 * Vowel marks, tatweel, case and the white space between words are no difference; the hamza is one: «ألا» is not «إلا».
 * @param {string[]} words of letters alone, several of them with a space between
 */
export function holdsWord(text, words) {
  const key = words.join("|");
  if (!patterns.has(key)) {
    const alternatives = words.map((word) => bare(word).replaceAll(" ", String.raw`\s+`)).join("|");
    patterns.set(key, new RegExp(String.raw`(?<![\p{L}\p{N}])${BEFORE}(?:${alternatives})(?![\p{L}\p{N}])`, "u"));
  }
  return patterns.get(key).test(bare(text));
}

/** Composed first: the hamza of «أ» is a mark where it stands apart. */
function bare(text) {
  return text.normalize("NFC").replace(MARK, "").toLowerCase();
}
