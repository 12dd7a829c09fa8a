/**
 * The sentences of a block. Pure; `tests/vectors/sentences.json` checks it.
 *
 * One ends with . ! ? ؟ ۔ or … (the closing marks after it belong to it) before white space or the end, and before an Arabic
 * letter where the space was forgotten («الطريق.وقالت»). No sentence ends
 * - with the point of a single letter («د. أحمد», U.S.), unless a number stands before that («2021 م.»), of a number that
 *   begins a sentence («1. »), of some English titles, within a name of letters («إم. بي. سي») or address («العربية.نت»);
 * - with two points, which are a pause: «بغداد.. انفجار»;
 * - in brackets, unless all of it stands in them.
 * ، and ؛ end none. What a quotation ends with ends the sentence around it too: «لماذا؟» سأل are two.
 */

import { namesWithPoints } from "./letter_names.js";
import { snap } from "../../../articles/js/spans.js";

const STOP = /([.!?؟۔…‼⁇⁈⁉]+)[\p{M}\u200c-\u200f\u202a-\u202e\u2066-\u2069]*[»”"’')\]}›]*/gu;
const PAUSE = "..";
const SPACE_OR_END = /^(?:\s|$)/;
const WORD_AT_ONCE = /^[«“„‹]?(?=\p{L})\p{Script=Arabic}/u;
const ADDRESS_AT_ONCE = /^(?:نت|كوم|أورغ|اورغ|أورج|اورج|إنفو|انفو)(?![\p{L}\p{M}\p{N}])/u;
// «د. سامي ود. منى»: of titles the «and» is written together with the letter.
const LETTER_BEFORE = /(?<![\p{L}\p{M}\p{N}])(?:و(?=[دمأ]))?\p{L}[\p{M}ـ]*$/u;
const NUMBER_BEFORE = /\p{Nd}\s*$/u;
const TITLE = /(?<![\p{L}\p{M}\p{N}])(?:Dr|Mr|Mrs|Ms|Prof|St|Gen|Col|Lt|Sgt|Sen|Rep|Gov|vs|No)$/;
const ONLY_A_NUMBER = /^[\s(]*\p{Nd}{1,3}$/u;
const LONGEST_LOOK_BACK = 12;
const BRACKETS = { "(": ")", "[": "]", "{": "}" };
const QUOTED = /[«"“„‹]$/u;
const CLOSES_QUOTE = /^[.۔][»"”‹›“]/u;
// How news begins a sentence, and hardly ever what follows a name.
const BEGINS_ANEW = /^[.۔]\s+(?:[وف]|ثم\s)/u;

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

/** Where the sentence that begins a text ends, if it ends with a stop; null where it goes on to the end of the text. */
export function firstStop(text) {
  for (const end of stopsIn(text)) return end;
  return null;
}

function found(text) {
  const sentences = [];
  let start = 0;
  for (const end of stopsIn(text)) {
    add(text, sentences, start, end);
    start = end;
  }
  add(text, sentences, start, text.length);
  return sentences;
}

/** After each mark that ends a sentence, with what closes it. */
function* stopsIn(text) {
  const names = namesWithPoints(text);
  const brackets = bracketsIn(text);
  let start = 0;
  for (const { index, 0: mark, 1: points } of text.matchAll(STOP)) {
    const end = index + mark.length;
    if (points === PAUSE || !isParted(text, index, end, points)) continue;
    if (points === "." && isAbbreviation(text, start, index)) continue;
    if (isOfName(text, names, index) || isWithin(text, brackets, start, index, end)) continue;
    yield end;
    start = end;
  }
}

/** Whether what comes next is parted from the mark, or would be if a space had not been forgotten. */
function isParted(text, index, end, points) {
  const next = text.slice(end, end + LONGEST_LOOK_BACK);
  if (SPACE_OR_END.test(next)) return true;
  return WORD_AT_ONCE.test(next) && !points.includes("…") && points !== "..." && !(points === "." && ADDRESS_AT_ONCE.test(next));
}

function isAbbreviation(text, start, index) {
  const before = text.slice(Math.max(start, index - LONGEST_LOOK_BACK), index);
  const letter = LETTER_BEFORE.exec(before);
  if (letter) return !NUMBER_BEFORE.test(before.slice(0, letter.index));
  return TITLE.test(before) || ONLY_A_NUMBER.test(text.slice(start, index));
}

/** Whether the point parts the letters of a name, or is its last one: «إم. بي. سي.» أعلنت. */
function isOfName(text, names, index) {
  const name = names.find(([start, end]) => start < index && index <= end);
  if (!name || index < name[1]) return Boolean(name);
  const isQuoted = QUOTED.test(text.slice(0, name[0])) && CLOSES_QUOTE.test(text.slice(index));
  return isQuoted || !(BEGINS_ANEW.test(text.slice(index)) || /^.\s*$/u.test(text.slice(index)));
}

/** `[start, end]` of what stands in each pair of brackets; one that lacks its other is none. */
function bracketsIn(text) {
  const pairs = [];
  const open = [];
  for (let place = 0; place < text.length; place += 1) {
    if (text[place] in BRACKETS) open.push(place);
    else if (open.length && text[place] === BRACKETS[text[open.at(-1)]]) pairs.push([open.pop(), place]);
  }
  return pairs;
}

/** Whether the mark stands in brackets that hold more or less than the sentence which it would end. */
function isWithin(text, brackets, start, index, end) {
  const around = brackets.filter(([from, to]) => from < index && index < to);
  return around.length > 0 && !around.every(([from, to]) => to < end && !text.slice(start, from).trim());
}

function add(text, sentences, from, to) {
  const words = text.slice(from, to);
  const start = from + words.length - words.trimStart().length;
  const end = from + words.trimEnd().length;
  if (start < end) sentences.push([snap(text, start, "start"), snap(text, end, "end")]);
}
