/**
 * Places of a text to which an analyst wants to come next: words that mark speech, quotations, and what follows «أنّ». Pure;
 * offsets are in units.
 */

import { foldWithMap } from "./fold.js";
import { outermost, quotationsIn } from "./quotation.js";
import { searchAll } from "./speech.js";
import { NAMED, PARTICLE } from "./speech_words.js";

// Shorter quotations are names and scare quotes, shorter clauses no statements.
const FEWEST_WORDS = 3;
const BEFORE = 30;
const CONDITION = /^إن\s+لم\s/u;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const ENDS_CLAUSE = /[،؛!?؟…\n]|[.:](?=\s|$|[»”"])/u;
const BARE_PARTICLE = /^[بوف]*[أإا]ن[\u064b-\u0652]*$/u;
const PREFIX = /^[بوف]/u;

/**
 * @typedef {object} Place
 * @property {number} start
 * @property {number} end
 * @property {"verb"|"quotation"|"clause"} type
 * @property {{start: number, end: number}} whole the same with its quotation marks, or with the particle before it
 */

/**
 * @param {{start: number, end: number, isDefinite: boolean}[]} cues as `cueFinder` finds them
 * @returns {Place[]} in the order of the text
 */
export function placesOfInterest(text, cues) {
  const quotations = outermost([...quotationsIn(text, 0, text.length)]);
  const marked = cues.filter(({ isDefinite }) => !isDefinite).map(({ start, end }) => ({ start, end, type: "verb", whole: { start, end } }));
  const quoted = quotations.map((whole) => placeOf("quotation", text, whole.start + 1, whole.end - 1, { start: whole.start, end: whole.end }));
  const clauses = clausesIn(text, quotations);
  const isWithin = (one) => clauses.some((clause) => clause.start <= one.start && one.end <= clause.end);
  const isName = ({ whole }) => NAMED.test(foldWithMap(text.slice(Math.max(0, whole.start - BEFORE), whole.start)).folded);
  const long = [...quoted.filter((one) => !isWithin(one) && !isName(one)), ...clauses].filter(({ start, end }) => (text.slice(start, end).match(WORDS) ?? []).length >= FEWEST_WORDS);
  return [...marked, ...long].sort((one, other) => one.start - other.start || one.end - other.end);
}

/** What follows a particle, up to where its clause ends; what ends one within a quotation ends none. */
function clausesIn(text, quotations) {
  let plain = text;
  for (const { start, end } of quotations) plain = plain.slice(0, start) + plain.slice(start, end).replace(/[^\s]/gu, "x") + plain.slice(end);
  const particles = searchAll(PARTICLE, plain).filter(({ start }) => !CONDITION.test(plain.slice(start, start + BEFORE)));
  return particles.map((particle, index) => {
    const found = plain.slice(particle.end).search(ENDS_CLAUSE);
    const stop = found < 0 ? text.length : particle.end + found;
    const next = particles[index + 1];
    const end = next && next.start < stop && /^و/u.test(text.slice(next.start)) ? next.start : stop;
    const word = text.slice(particle.start, particle.end);
    const start = BARE_PARTICLE.test(word) ? particle.end : particle.start + (PREFIX.test(word) ? 1 : 0);
    return placeOf("clause", text, start, end, { start: particle.start, end });
  });
}

/** Without the white space at its ends. */
function placeOf(type, text, start, end, whole) {
  const words = text.slice(start, end);
  const to = start + words.trimEnd().length;
  return { type, start: Math.min(to, start + words.length - words.trimStart().length), end: to, whole: { start: whole.start, end: Math.max(to, type === "clause" ? to : whole.end) } };
}

/** The first place that begins after an offset, or the last that begins before it. */
export function besidePlace(places, offset, forward) {
  return (forward ? places.find(({ start }) => start > offset) : places.findLast(({ start }) => start < offset)) ?? null;
}
