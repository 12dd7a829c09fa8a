/** How far one step leads in the text of a block. Pure; `tests/vectors/spans.json` checks it. Offsets are in units. */

import { cliticBoundaries, cliticEdges } from "./clitics.js";
import { sentencesOf } from "./sentences.js";
import { countBelow, graphemeBoundaries, snap, wordsOf } from "../../../articles/js/spans.js";

/** @typedef {"letter"|"word"|"clitic"|"sentence"|"block"} Measure */

/**
 * Where an offset comes to by one step, always at a whole letter. Forward is to the next end of a word, of a sentence or of
 * what a clitic leaves, back to the last beginning of one; at the end of the text it stays.
 * @param {Measure} measure
 */
export function stepFrom(text, unit, measure, forward) {
  return (forward ? FORWARD : BACK)[measure](text, unit);
}

/**
 * Where the first proclitic of what lies between two offsets ends, or the pronoun at its end begins; null where the letters
 * allow no such cut, as in what is left of a word that was cut already.
 * @param {boolean} atStart
 */
export function cliticEdge(text, start, end, atStart) {
  const words = wordsOf(text);
  const word = atStart ? words[countBelow(words, start + 1, last)] : words[countBelow(words, end, first) - 1];
  if (!word) return null;
  const { before, after } = cliticEdges(text.slice(...word));
  const cuts = (atStart ? before : after).map((place) => snap(text, word[0] + place, "end")).filter((place) => start < place && place < end);
  return cuts.at(atStart ? 0 : -1) ?? null;
}

const first = ([start]) => start;
const last = ([, end]) => end;

const FORWARD = {
  letter: (text, unit) => firstAbove(graphemeBoundaries(text), unit) ?? text.length,
  word: (text, unit) => firstAbove(wordsOf(text), unit, last) ?? text.length,
  clitic(text, unit) {
    const words = wordsOf(text);
    const word = words[countBelow(words, unit + 1, last)];
    return word ? [...cutsIn(text, word), word[1]].find((place) => place > unit) : text.length;
  },
  sentence: (text, unit) => firstAbove(sentencesOf(text), unit, last) ?? text.length,
  block: (text) => text.length,
};

const BACK = {
  letter: (text, unit) => lastBelow(graphemeBoundaries(text), unit) ?? 0,
  word: (text, unit) => lastBelow(wordsOf(text), unit, first) ?? 0,
  clitic(text, unit) {
    const words = wordsOf(text);
    const word = words[countBelow(words, unit, first) - 1];
    return word ? [word[0], ...cutsIn(text, word)].findLast((place) => place < unit) : 0;
  },
  sentence: (text, unit) => lastBelow(sentencesOf(text), unit, first) ?? 0,
  block: () => 0,
};

function cutsIn(text, [start, end]) {
  return cliticBoundaries(text.slice(start, end)).map((place) => snap(text, start + place, "end"));
}

function firstAbove(sorted, unit, value = (one) => one) {
  const found = sorted[countBelow(sorted, unit + 1, value)];
  return found === undefined ? undefined : value(found);
}

function lastBelow(sorted, unit, value = (one) => one) {
  const found = sorted[countBelow(sorted, unit, value) - 1];
  return found === undefined ? undefined : value(found);
}
