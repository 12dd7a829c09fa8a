/**
 * Who is probably named as the source beside the words that mark speech: after them up to what is said («قال الوزير إن»), or
 * before them («الوزير قال إن»). Pure; by the words alone, and only where they are likely to be right. Offsets are in units.
 */

import { cliticEdges } from "./clitics.js";
import { foldWithMap } from "./fold.js";
import { outermost, quotationsIn } from "./quotation.js";
import { searchAll } from "./speech.js";
import { ASIDE, NAMED, PARTICLE, SAYING_TOLD } from "./speech_words.js";
import { BODIES, OPENINGS, TITLES, UNFIT } from "./source_words.js";

const MOST_WORDS = 9;
const MOST_IN_APPOSITION = 6;
const WORD_OR_STOP = /[\p{L}\p{M}\p{N}\u0640]+|[^\s\p{L}\p{M}\p{N}\u0640]/gu;
const PRONOUN_ON = /^[بوف]?ان./u;
const LETTER = /^[\p{L}\p{N}]/u;
const BEFORE_IT = /[.!?؟؛:\n»”"]/u;
const PERSON_OF = /^(?:ابو|ابن|ال|عبد|بن|ام)$/u;
const OF_TITLE = /^(?:علي|عن|في|لدي|باسم)$/u;
const OBJECT = /[^ي]ين$/u; // «دعا الطرفين»

/**
 * @param {{start: number, end: number, type: string, wordEnd: number}} cue as `cueFinder` has it
 * @param {(start: number, end: number) => object|null} cueIn a cue that stands there
 * @returns {{start: number, end: number, isPronoun?: boolean}|null}
 */
export function sourceBeside(text, cue, cueIn = () => null) {
  if (cue.type === "participle") return null;
  const isByNoun = cue.type === "noun" || cue.type === "preposition";
  if (cue.wordEnd > cue.end && isByNoun) return { start: cue.end, end: cue.wordEnd, isPronoun: true };
  return sourceAfter(text, cue, cueIn) ?? sourceBefore(text, cue, cueIn);
}

function sourceAfter(text, cue, cueIn) {
  const isVerb = cue.type === "perfect" || cue.type === "imperfect";
  const form = foldWithMap(text.slice(cue.start, cue.end)).folded;
  // «طالبوا الإدارة»: a verb before its doer stands in the singular.
  if (isVerb && /(?:وا|ون)$/u.test(form)) return null;
  const found = text.indexOf("\n", cue.wordEnd);
  const line = { text, from: cue.wordEnd, to: found < 0 ? text.length : found, cueIn };
  const pieces = piecesOf(line);
  let place = 0;
  // «وقال لـ«الصحيفة» مصدر»: to whom it was said.
  if (/^ل[ـ]?$/u.test(pieces[0]?.word ?? "") && pieces[1]?.isName) place = 2;
  const first = pieces[place];
  if (!first || first.isStop) return null;
  if (isVerb && isObject(form, first.folded)) return null;
  const start = cue.type === "preposition" && /^ل./u.test(first.word) ? first.start + 1 : first.start;
  if (start === first.start && (isAside(line, pieces, place, 0) || first.cue || (/^و/u.test(first.folded) && isAnd(first.word)))) return null;
  const head = phraseFrom(line, pieces, place);
  if (!head.length) return null;
  const more = apposition(line, pieces, place + head.length);
  return { start, end: (more.at(-1) ?? head.at(-1)).end };
}

/** «دعت رئيس الحكومة», «دعا الطرفين»: by their forms they are no doer of the verb. */
function isObject(form, noun) {
  return OBJECT.test(noun) || (/ت$/u.test(form) && TITLES.has(noun) && !/ه$/u.test(noun));
}

/** Words, stops and names in quotation marks, one after the other. */
function piecesOf({ text, from, to, cueIn }) {
  const names = outermost([...quotationsIn(text, from, to)]).filter(({ start }) => start >= from);
  const pieces = [];
  WORD_OR_STOP.lastIndex = from;
  for (let match = WORD_OR_STOP.exec(text); match && match.index < to && pieces.length < 40; match = WORD_OR_STOP.exec(text)) {
    const name = names.find(({ start }) => start === match.index);
    const end = name ? name.end : match.index + match[0].length;
    const word = text.slice(match.index, end);
    const folded = name ? "" : foldWithMap(word).folded;
    const cue = name ? null : cueIn(match.index, end);
    pieces.push({ start: match.index, end, word, folded, isName: Boolean(name), isStop: !name && !LETTER.test(word), cue });
    WORD_OR_STOP.lastIndex = end;
  }
  return pieces;
}

/** The words that may name somebody, from a place on. */
function phraseFrom(line, pieces, place) {
  const words = [];
  const first = pieces[place];
  const hasTitle = TITLES.has(first.folded.replace(/^ال/u, ""));
  let wasDefinite = false;
  for (let at = place; at < pieces.length && words.length < MOST_WORDS; at += 1) {
    const piece = pieces[at];
    if (piece.isStop || (words.length && piece.cue && !piece.isName)) break;
    if (piece.isName && wordsIn(piece.word) > 4) break;
    if (words.length && !piece.isName && isAside(line, pieces, at, words.length)) break;
    const isDefinite = piece.isName || /^ال/u.test(piece.folded);
    const isBody = BODIES.has(first.folded) || NAMED.test(first.word);
    const before = pieces[at - 1];
    const isOfName = before && words.length && PERSON_OF.test(before.folded);
    if (words.length && !isDefinite && !isOfName && !OF_TITLE.test(piece.folded) && wasDefinite && !hasTitle && (/^ال/u.test(first.folded) || isBody)) break;
    // «أبو شعير القضاء»: a name of two words, and somebody else.
    if (words.length === 2 && isDefinite && PERSON_OF.test(first.folded)) break;
    // «المخرجة وداد الشملاوي»: a name after a title.
    if (words.length && !(words.length === 1 && hasTitle) && /^و/u.test(piece.folded) && isAnd(piece.word)) break;
    words.push(piece);
    wasDefinite ||= isDefinite;
  }
  return words;
}

/** A name after the comma, and what follows it up to the next: «رئيسة الكتلة، النائبة هدى الملاحي، في مؤتمر». */
function apposition(line, pieces, place) {
  const comma = pieces[place];
  if (comma?.word !== "،") return [];
  const words = pieces[place + 1] && !pieces[place + 1].isStop && !isAside(line, pieces, place + 1, 0) && !pieces[place + 1].cue ? phraseFrom(line, pieces, place + 1) : [];
  const next = pieces[place + 1 + words.length];
  const isEnded = next && (next.word === "،" || next.word === ":" || isParticle(next.word));
  const first = words[0]?.folded ?? "";
  return words.length <= MOST_IN_APPOSITION && isEnded && !/^و/u.test(first) && !UNFIT.has(first) ? words : [];
}

/** Whether a word begins something else than a name: what is said, where, when and to whom it was. */
function isAside(line, pieces, at, count) {
  const { word, folded, start } = pieces[at];
  if (pieces[at].isName) return false;
  if (isParticle(word) || UNFIT.has(folded)) return true;
  const rest = foldWithMap(line.text.slice(start, start + 60)).folded;
  if (folded === "في" && count && pieces.slice(at - count, at).every((piece) => !piece.isName && !/^ال/u.test(piece.folded))) return SAYING_TOLD.test(` ${rest}`);
  const before = count ? pieces[at - 1].folded.replace(/^ال/u, "") : "";
  if (OF_TITLE.test(folded) && TITLES.has(before)) return SAYING_TOLD.test(` ${rest}`);
  if (!count && folded === "من") return true;
  if (ASIDE.test(`${folded} `) && !/^[بل]/u.test(folded)) return true;
  return /^[وف]?[بلك]/u.test(folded) && cliticEdges(word).before.length > 0;
}

function isParticle(word) {
  return searchAll(PARTICLE, word).length > 0 || /^[بوف]?أل?ا$/u.test(word);
}

function isAnd(word) {
  return cliticEdges(word).before[0] === 1;
}

/** The subject before the words, from where their clause begins. */
function sourceBefore(text, cue, cueIn) {
  const isVerb = cue.type === "perfect" || cue.type === "imperfect";
  // «وقال»: what it begins has its doer after it, or none.
  if (!isVerb || LETTER.test(text[cue.start - 1] ?? "")) return null;
  const begin = clauseBegin(text, cue.start);
  const words = begin === null ? "" : text.slice(begin, cue.start).trim();
  const { folded } = foldWithMap(words);
  const count = wordsIn(words);
  const all = folded.split(" ");
  if (!count || count > MOST_WORDS || /[،(]/u.test(words) || ASIDE.test(folded) || UNFIT.has(all[0]) || UNFIT.has(all.at(-1))) return null;
  const start = text.indexOf(words, begin) + (/^و/u.test(words) && isAnd(words.split(/\s/u)[0]) ? 1 : 0);
  const end = start + words.length - (start - text.indexOf(words, begin));
  return cueIn(start, end) ? null : { start, end };
}

/** Where the clause begins that ends with a verb, after what opens it; null where a pronoun is its subject: «إنه قال». */
function clauseBegin(text, end) {
  let begin = end;
  while (begin > 0 && !BEFORE_IT.test(text[begin - 1])) begin -= 1;
  const particle = searchAll(PARTICLE, text.slice(begin, end)).at(-1);
  if (particle && PRONOUN_ON.test(foldWithMap(text.slice(begin + particle.start, begin + particle.end)).folded)) return null;
  if (particle) begin += particle.end;
  for (;;) {
    const { folded, ends } = foldWithMap(text.slice(begin, end));
    const [opening] = OPENINGS.exec(folded) ?? [""];
    if (!opening.trim()) return begin;
    begin += ends[opening.length - 1];
  }
}

function wordsIn(text) {
  return (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).length;
}
