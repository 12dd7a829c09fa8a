/** The sources that this article has been linked to already: the same one often speaks on. */

import { kindOf } from "../state/codebook.js";
import { annotationsOf } from "../state/reducer.js";
import { fold } from "../text/fold.js";

const LONGEST_MARKED = 600;

/** The words by which an annotation marks its source, in the order of the text. */
export function markedWords({ anchors }, role) {
  const parts = anchors.filter((anchor) => anchor.role === role).sort((one, other) => one.start - other.start);
  return [...parts.map((anchor) => anchor.exact).join(" ")].slice(0, LONGEST_MARKED).join("");
}

/**
 * The sources linked here, those first that were marked by the same words, then the nearest before an annotation, then those
 * after it. The words by which an article calls somebody («الوزير») mean nothing elsewhere: they are remembered here alone.
 * @param {string} id of the annotation
 * @returns {{source: object, isSame: boolean}[]} each once, without the unknown
 */
export function sourcesHere(state, id) {
  const marked = said(state, state.objects.annotation[id]);
  const found = new Map();
  for (const annotation of nearestFirst(state, id)) {
    const isSame = Boolean(marked) && said(state, annotation) === marked;
    for (const [source, isOwn] of linkedBy(state, annotation)) {
      const known = found.get(source.id);
      found.set(source.id, { source, isSame: Boolean(known?.isSame) || (isOwn && isSame) });
    }
  }
  const all = [...found.values()];
  return [...all.filter(({ isSame }) => isSame), ...all.filter(({ isSame }) => !isSame)];
}

/** The annotation before another in the text of which the source is known; null where there is none. */
export function sourceBefore(state, id) {
  const all = annotationsOf(state);
  const before = all.slice(0, all.findIndex((annotation) => annotation.id === id));
  return before.findLast((annotation) => linkedBy(state, annotation).some(([, isOwn]) => isOwn)) ?? null;
}

function nearestFirst(state, id) {
  const all = annotationsOf(state);
  const place = all.findIndex((annotation) => annotation.id === id);
  return [...all.slice(0, Math.max(place, 0)).reverse(), ...all.slice(place + 1)];
}

/** `[entry, whether it is the annotation's own source]` of all that it points to. */
function linkedBy({ sources }, { state: { source, links } }) {
  const numbers = [[source, true], ...Object.values(links ?? {}).map((number) => [number, false])];
  const entries = numbers.map(([number, isOwn]) => [sources[number], isOwn]);
  return entries.filter(([entry]) => entry && entry.key !== "unknown");
}

function said({ codebook }, { state }) {
  return fold(markedWords(state, kindOf(codebook, state.kind).source_role)).trim();
}
