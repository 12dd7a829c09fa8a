/** Which relation an annotation most likely begins, and with which others: by where and what their words are. Pure. */

import { kindOf, relationsFrom } from "./codebook.js";
import { quoteOf } from "./naming.js";
import { annotationsOf, relationsOf } from "./reducer.js";
import { fold } from "../text/fold.js";

// So near in the text, in code points, an annotation without words for its source goes on from another.
const NEAR = 1_500;

/**
 * The others that each relation from an annotation probably leads to, the likeliest relation first; those for which nothing
 * speaks have none.
 * @returns {{relation: object, others: Set<string>}[]}
 */
export function likelyRelations(state, annotation) {
  const possible = relationsFrom(state.codebook, annotation.state.kind);
  const tied = new Set(relationsOf(state, annotation.id).flatMap(({ state: { label, from, to } }) => [`${label} ${from}`, `${label} ${to}`]));
  const others = annotationsOf(state).filter(({ id }) => id !== annotation.id);
  const found = possible.map((relation) => {
    const fit = others.filter((other) => relation.to.includes(other.state.kind) && !tied.has(`${relation.key} ${other.id}`));
    return { relation, others: new Set(fit.filter((other) => isLikely(state, annotation, relation, other)).map(({ id }) => id)) };
  });
  return found.sort((one, other) => Number(other.others.size > 0) - Number(one.others.size > 0));
}

function isLikely({ codebook }, one, relation, other) {
  const kind = kindOf(codebook, one.state.kind);
  if (relation.nested) return liesWithin(wordsIn(one, kind.quoted_role), other.state.anchors);
  if (relation.symmetric) return alike(one, other);
  const isSame = relation.from.length === 1 && relation.from[0] === one.state.kind && relation.to.length === 1;
  if (isSame && one.state.kind === other.state.kind) return kind.source_role !== null && goesOnFrom(kind, one, other);
  if (kind.source_role && !kind.quoted_role) return isOfSameSource(codebook, one, other);
  return false;
}

/** Its source is not named, and that of another before it is. */
function goesOnFrom(kind, one, other) {
  const distance = startIn(one) - startIn(other);
  return !wordsIn(one, kind.source_role).length && wordsIn(other, kind.source_role).length > 0 && distance > 0 && distance < NEAR;
}

function isOfSameSource(codebook, one, other) {
  const role = kindOf(codebook, other.state.kind).source_role;
  if (one.state.source !== null && one.state.source === other.state.source) return true;
  const words = fold(quoteOf(one.state)).trim();
  return Boolean(words) && wordsIn(other, role).some(({ exact }) => fold(exact).trim() === words);
}

/** Most words of the shorter one stand in the other. */
function alike(one, other) {
  const [few, many] = [one, other].map(({ state }) => new Set(fold(quoteOf(state)).match(/[\p{L}\p{N}]{3,}/gu) ?? [])).sort((a, b) => a.size - b.size);
  return few.size > 1 && [...few].filter((word) => many.has(word)).length / few.size >= 0.6;
}

function wordsIn({ state: { anchors } }, role) {
  return anchors.filter((anchor) => anchor.role === role);
}

function liesWithin(around, anchors) {
  return anchors.length > 0 && anchors.every(({ start, end }) => around.some((one) => one.start <= start && end <= one.end));
}

function startIn({ state: { anchors } }) {
  return Math.min(Infinity, ...anchors.map(({ start }) => start));
}
