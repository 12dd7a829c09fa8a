/**
 * What somebody is probably said to have said: the quotation beside the words that say so, with the particle before it; or,
 * where quotation marks hold the end of it alone, the clause. Pure; the rules are told in docs/codebook.md (What is
 * proposed). Offsets are in units.
 */

import { foldWithMap } from "./fold.js";
import { isLetterName, letterNames } from "./letter_names.js";
import { outermost, quotationsIn } from "./quotation.js";
import { firstStop } from "./sentences.js";
import { ASIDE, AS_SAID, DEFINITE, NAMED, NAMING, PARTICLE, SAID, SAID_ANEW, SAYING_TOLD, SO_CALLED } from "./speech_words.js";

// Shorter ones are names and scare quotes, unless they stand where speech does.
const WORDS_OF_SPEECH = 3;
const WORDS_OF_NAMES = 4;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const MARKS = /^\p{M}*/u;
const NO_WORDS = /^[^\p{L}\p{M}\p{N}]*$/u;
const ENDS_CLAUSE = /^[\s»”"’)\]]*(?:[.،,؛;:!?؟…]|$)/u;
const STOPS_CLAUSE = /[،,؛;:]|$/u;
const COLON_BEFORE = /:[\s،,]*$/u;
const LEADS_BACK = new RegExp(`^[\\s،,.]*(?:(?:${AS_SAID})\\s(?:\\p{L}+\\s)?)?$`, "u");
const LEADS_BACK_AT_ONCE = new RegExp(`^[\\s،,]*(?:(?:${AS_SAID})\\s)?$`, "u");
const AFTER_COLON = /(?<!\p{Nd}):\s*(?=[^\s:]*\p{L})[^:]*$/u;
const LETTER = "س"; // for a name of letters: «سي إن إن» holds no particle
const AND = /^[\s،,؛]*و(?:ان\p{L}*)?\s*$/u;

/**
 * @param {{start: number, end: number, source: number|null}} marked from where to where words are marked, and where the
 *   source ends, if it is the last of them
 * @returns {{start: number, end: number}|null}
 */
export function speechBeside(text, marked) {
  const line = lineAround(text, marked);
  return speechAfter(line, marked) ?? speechBefore(line, marked);
}

/**
 * The line of marked words: its quotations, and its text with spaces in their places, so that nothing which stands in them is
 * taken for a word of the writer's. After a colon at its end the next line belongs to it.
 */
function lineAround(text, { start, end }) {
  const from = start && text.lastIndexOf("\n", start - 1) + 1;
  let to = lineEnd(text, end);
  if (COLON_BEFORE.test(text.slice(end, to))) to = lineEnd(text, to + text.slice(to).search(/\S|$/u));
  const quotations = outermost([...quotationsIn(text, from, to)]);
  let plain = text.slice(from, to);
  for (const [start, end] of letterNames(plain)) plain = filled(plain, start, end, LETTER);
  for (const one of quotations) plain = filled(plain, Math.max(one.start - from, 0), Math.min(one.end, to) - from, " ");
  const plainOf = (one, other) => plain.slice(one - from, Math.max(other, one) - from);
  return { text, from, to, quotations, plainOf };
}

function filled(text, start, end, character) {
  return text.slice(0, start) + character.repeat(end - start) + text.slice(end);
}

function lineEnd(text, from) {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}

/** What follows the marked words in their sentence, until somebody else speaks. */
function speechAfter(line, { end, source }) {
  const limit = end + untilAnew(line.plainOf(end, line.to));
  const ahead = line.quotations.filter((one) => one.start >= end && one.start < limit);
  for (const quotation of ahead) {
    const found = isName(line, quotation, end) ? null : speechWith(line, quotation, { end, source });
    if (found) return found;
  }
  return null;
}

/** How far a sentence goes on that says one thing: to its stop, or to where something is said anew. */
function untilAnew(plain) {
  const stop = firstStop(plain) ?? plain.length;
  const anew = search(SAID_ANEW, plain);
  return anew ? Math.min(stop, anew.start) : stop;
}

/** What is said with a quotation at its beginning, at its end or within; null where it is no speech, or says not what. */
function speechWith(line, quotation, { end, source }) {
  const between = line.plainOf(end, quotation.start);
  const opening = search(PARTICLE, between) ?? search(SO_CALLED, between) ?? afterColon(between);
  const isLong = wordsIn(line.text, quotation) >= WORDS_OF_SPEECH;
  if (opening) {
    const isBeside = NO_WORDS.test(between.slice(opening.end));
    if (isBeside && isLong) return withMore(line, { start: end + opening.start, end: quotation.end });
    const clauseEnd = clauseEndAfter(line, quotation, isLong);
    return clauseEnd && { start: end + opening.start, end: clauseEnd };
  }
  const clause = source === end ? clauseAfterSource(line, quotation, end) : null;
  if (clause) return clause;
  return isLong || /(?:^|:)[\s،,]*$/u.test(between) ? withMore(line, quotation) : null;
}

/** Where words begin that stand between a colon and a quotation: they are said as well. */
function afterColon(between) {
  const found = AFTER_COLON.exec(between);
  const start = found && found.index + /^.\s*/u.exec(found[0])[0].length;
  return found && { start, end: start };
}

/** The rest of a sentence after its source, where it leads to a quotation at its end: طالب النواب «الحكومة بـ“توضيح موقفها”». */
function clauseAfterSource({ text, plainOf, to }, quotation, from) {
  const between = plainOf(from, quotation.start);
  const words = foldWithMap(between).folded.trim();
  const isGoverned = /(?:^| )(?:ب|علي|الي|عن|من)ـ?$/u.test(words);
  if (!words || ASIDE.test(words) || (!isGoverned && DEFINITE.test(words)) || /[:،,]/u.test(words)) return null;
  if (!ENDS_CLAUSE.test(plainOf(quotation.end, to))) return null;
  return { start: from + text.slice(from).search(/\S/u), end: quotation.end };
}

/** Where the clause ends that a quotation ends or stands in; null for a short one within, which is a name or a mere word. */
function clauseEndAfter({ plainOf, to }, quotation, isLong) {
  const after = plainOf(quotation.end, to);
  if (ENDS_CLAUSE.test(after) || SAYING_TOLD.test(foldWithMap(after).folded)) return quotation.end;
  if (!isLong) return null;
  const rest = after.slice(0, Math.min(untilAnew(after), after.search(STOPS_CLAUSE)));
  return quotation.end + rest.replace(/[\s.!?؟۔…]+$/u, "").length;
}

/** A quotation with those that an «و» or «وأن» ties to it. */
function withMore({ plainOf, quotations }, { start, end }) {
  let last = end;
  for (const next of quotations) {
    if (next.start >= last && AND.test(foldWithMap(plainOf(last, next.start)).folded)) last = next.end;
  }
  return { start, end: last };
}

/** What stands before the marked words, and nobody else was said to have said. */
function speechBefore(line, { start, end }) {
  const { text, plainOf, quotations, to } = line;
  const last = quotations.filter((one) => one.end <= start).at(-1);
  const ahead = plainOf(end, to);
  if (!last || search(PARTICLE, ahead.slice(0, untilAnew(ahead)))) return null;
  const found = withThoseBefore(line, last);
  const begin = sentenceBegin(line, found);
  const before = plainOf(begin, found.start);
  const between = plainOf(found.end, start);
  if (COLON_BEFORE.test(before) || search(PARTICLE, before) || search(SAID, before)) return null;
  const isLong = wordsIn(text, found) >= WORDS_OF_SPEECH;
  if (NO_WORDS.test(before)) return LEADS_BACK.test(between) || (isLong && leadsOn(between)) ? found : null;
  if (!isLong || isName(line, last, begin) || !LEADS_BACK_AT_ONCE.test(between)) return null;
  return { start: begin + text.slice(begin).search(/\S/u), end: found.end };
}

/** Whether words between a quotation and who said it belong to the same sentence, and say of nobody else that he spoke. */
function leadsOn(between) {
  return !search(SAID, between) && firstStop(between) === null && !/و$/u.test(between);
}

/** A quotation with those before it that an «و» ties to it. */
function withThoseBefore({ plainOf, quotations }, { start, end }) {
  let first = start;
  for (const one of quotations.toReversed()) {
    if (one.end <= first && AND.test(foldWithMap(plainOf(one.end, first)).folded)) first = one.start;
  }
  return { start: first, end };
}

/** Where the sentence begins that a quotation stands in. */
function sentenceBegin({ plainOf, from }, quotation) {
  let begin = from;
  for (let rest = plainOf(from, quotation.start), stop = firstStop(rest); stop !== null; stop = firstStop(rest)) {
    begin += stop;
    rest = rest.slice(stop);
  }
  return begin;
}

/** Whether a quotation is what something is called. */
function isName({ text, plainOf }, quotation, from) {
  const words = text.slice(quotation.start + 1, quotation.end - 1);
  if (isLetterName(words)) return true;
  const before = plainOf(from, quotation.start);
  if (search(NAMED, before)) return true;
  const isAtOnce = COLON_BEFORE.test(before) || NO_WORDS.test(before);
  const count = wordsIn(text, quotation);
  if (isAtOnce) return !COLON_BEFORE.test(before) && count < WORDS_OF_SPEECH && isFollowedAsSource(plainOf(quotation.end, text.length));
  return count <= WORDS_OF_NAMES && NAMING.test(foldWithMap(words).folded);
}

/** «رويترز» عن, «الأخبار» أن: what the quotation names says something itself. */
function isFollowedAsSource(after) {
  const [first] = foldWithMap(after).folded.trim().split(" ");
  return first === "عن" || Boolean(first && search(PARTICLE, first));
}

function wordsIn(text, { start, end }) {
  return (text.slice(start, end).match(WORDS) ?? []).length;
}

/** Where a pattern of folded words is found first; null where it is not. */
function search(pattern, text) {
  return searchAll(pattern, text)[0] ?? null;
}

/** `{start, end}` of what a pattern of folded words finds in a text as it stands, with the marks on its last letter. */
export function searchAll(pattern, text) {
  const { folded, starts, ends } = foldWithMap(text);
  const found = pattern.global ? [...folded.matchAll(pattern)] : [pattern.exec(folded)].filter(Boolean);
  return found.map(({ index, 0: words }) => {
    const end = ends[index + words.length - 1];
    return { start: starts[index], end: end + MARKS.exec(text.slice(end))[0].length };
  });
}
