/**
 * The sentences of a block. Pure; `tests/vectors/sentences.json` checks it.
 *
 * One ends with . ! ? ؟ ۔ or … (the closing marks after it belong to it) before white space or the end. No sentence ends with
 * the point of a single letter («د. أحمد», U.S.), unless a number stands before that («2021 م.»), of a number that begins a
 * sentence («1. »), or of some English titles. ، and ؛ end none. What a quotation ends with ends the sentence around it too:
 * «لماذا؟» سأل are two.
 */

import { snap } from "../../../articles/js/spans.js";

const END = /[.!?؟۔…‼⁇⁈⁉]+[\p{M}\u200c-\u200f\u202a-\u202e\u2066-\u2069]*[»”"’')\]}›]*(?=\s|$)/gu;
const LETTER_BEFORE = /(?<![\p{L}\p{M}\p{N}])\p{L}[\p{M}ـ]*$/u;
const NUMBER_BEFORE = /\p{Nd}\s*$/u;
const TITLE = /(?<![\p{L}\p{M}\p{N}])(?:Dr|Mr|Mrs|Ms|Prof|St|Gen|Col|Lt|Sgt|Sen|Rep|Gov|vs|No)$/;
const ONLY_A_NUMBER = /^[\s(]*\p{Nd}{1,3}$/u;
const LONGEST_LOOK_BACK = 12;

let known = { text: null, sentences: null };

/**
 * `[start, end]` of each sentence, without the white space between them.
 * @returns {readonly [number, number][]}
 */
export function sentencesOf(text) {
  if (known.text !== text) known = { text, sentences: found(text) };
  return known.sentences;
}

/** The sentence that an offset lies in or touches; null in empty space. */
export function sentenceAt(text, unit) {
  const sentences = sentencesOf(text);
  return sentences.findLast(([start]) => start <= unit) ?? sentences[0] ?? null;
}

function found(text) {
  const sentences = [];
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(END)) {
    if (mark[0] === "." && mark[1] !== "." && isAbbreviation(text, start, index)) continue;
    add(text, sentences, start, index + mark.length);
    start = index + mark.length;
  }
  add(text, sentences, start, text.length);
  return sentences;
}

function isAbbreviation(text, start, index) {
  const before = text.slice(Math.max(start, index - LONGEST_LOOK_BACK), index);
  const letter = LETTER_BEFORE.exec(before);
  if (letter) return !NUMBER_BEFORE.test(before.slice(0, letter.index));
  return TITLE.test(before) || ONLY_A_NUMBER.test(text.slice(start, index));
}

function add(text, sentences, from, to) {
  const words = text.slice(from, to);
  const start = from + words.length - words.trimStart().length;
  const end = from + words.trimEnd().length;
  if (start < end) sentences.push([snap(text, start, "start"), snap(text, end, "end")]);
}
