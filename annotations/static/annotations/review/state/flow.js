/**
 * Marking an annotation of several roles in one go: which role the next words fill, which words are proposed, what
 * continues what, and what lies in what. Pure.
 */

import { kindOf } from "./codebook.js";
import { pointsOf, unitsOf } from "../../../articles/js/spans.js";
import { speechBeside } from "../text/speech.js";

/** The roles that a flow asks for, in its order. */
export function mainRoles(kind) {
  return kind.flow.map((role) => kind.roles.find(({ key }) => key === role));
}

/** Whether an annotation of the kind is marked in several steps. */
export function hasFlow(kind) {
  return mainRoles(kind).length > 1;
}

/**
 * How far the flow has come; null where there is none. `next` is the role that the next words fill, null once each has
 * its words or does without; `isComplete` means that the label is there too.
 */
export function progressOf({ flow, codebook, objects }) {
  if (!flow) return null;
  const kind = kindOf(codebook, flow.kind);
  const there = objects.annotation[flow.id];
  const annotation = there && !there.deleted ? there : null;
  const anchors = annotation?.state.anchors ?? [];
  const roles = mainRoles(kind).map((role) => ({
    role,
    words: anchors.filter((anchor) => anchor.role === role.key).map(({ exact }) => exact).join(" … "),
    isSkipped: flow.skipped.includes(role.key),
  }));
  const chosen = kind.roles.find(({ key }) => key === flow.role);
  const next = chosen ?? roles.find(({ words, isSkipped }) => !words && !isSkipped)?.role ?? null;
  return { kind, annotation, roles, next, isComplete: !next && Boolean(annotation?.state.label) };
}

/** Whether the next words are to fill a role. */
export function asksForWords(state) {
  return Boolean(progressOf(state)?.next);
}

/** Whether the next words that are dragged over do so by themselves. */
export function takesDrags(state) {
  return asksForWords(state) && !state.flow.isByKeys;
}

/**
 * What an annotation probably quotes, whose other words are marked: see `speechBeside`. Null where nothing is likely.
 * @param {object} kind of the codebook
 * @param {{state: object}|null} annotation
 * @returns {{start: number, end: number}|null} in code points
 */
export function proposedContent(kind, annotation, text) {
  const anchors = annotation?.state.anchors ?? [];
  if (!anchors.length || !kind.quoted_role || anchors.some(({ role }) => role === kind.quoted_role)) return null;
  const found = speechBeside(text, markedIn(text, kind, anchors));
  return found && { start: pointsOf(text, found.start), end: pointsOf(text, found.end) };
}

/** From where to where words are marked, in units, and where the source ends, if it is the last of them. */
function markedIn(text, kind, anchors) {
  const start = Math.min(...anchors.map((anchor) => anchor.start));
  const last = anchors.reduce((one, other) => (other.end > one.end ? other : one));
  const end = unitsOf(text, last.end);
  return { start: unitsOf(text, start), end, source: last.role === kind.source_role ? end : null };
}

/** Every annotation that quotes, by where its quotation ends; longer ones first where several end alike. */
export function contentsOf(codebook, objects) {
  const contents = [];
  const quoted = Object.fromEntries(codebook.annotations.map((kind) => [kind.key, kind.quoted_role]));
  for (const annotation of Object.values(objects.annotation)) {
    if (annotation.deleted) continue;
    const spans = annotation.state.anchors.filter(({ role }) => role === quoted[annotation.state.kind]);
    if (spans.length) contents.push({ annotation, spans, end: Math.max(...spans.map(({ end }) => end)), length: lengthOf(spans) });
  }
  return contents.sort((one, other) => one.end - other.end || one.length - other.length);
}

/** The annotation whose content ends last before a place: what is said there may continue it. */
export function continuedAt(contents, start) {
  let low = 0;
  let high = contents.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (contents[middle].end <= start) low = middle + 1;
    else high = middle;
  }
  return contents[low - 1] ?? null;
}

/**
 * The annotation in whose content all words of this one lie, and the relation that says so: the innermost, if nothing
 * contains this one yet and no circle would close. Null where there is nothing to offer.
 */
export function containerFor({ codebook, objects }, contents, annotation) {
  const { anchors, kind } = annotation.state;
  const relation = codebook.relations.find(({ nested, to }) => nested && to.includes(kind));
  if (!relation || !anchors.length) return null;
  const ties = Object.values(objects.relation).filter(({ deleted, state }) => !deleted && state.label === relation.key);
  if (ties.some(({ state }) => state.to === annotation.id)) return null;
  const within = reachedFrom(ties, annotation.id);
  const around = contents.filter(
    (one) => !within.has(one.annotation.id) && relation.from.includes(one.annotation.state.kind) && anchors.every((anchor) => isIn(one.spans, anchor)),
  );
  if (!around.length) return null;
  return { relation, container: around.reduce((one, other) => (other.length < one.length ? other : one)).annotation };
}

/**
 * The annotations whose words all lie in the content of this one, and the relation that says so: those that nothing contains
 * yet, and of which no other content around them is nearer. Null where there is nothing to offer.
 */
export function containedIn({ codebook, objects }, contents, annotation) {
  const own = contents.find((one) => one.annotation.id === annotation.id);
  if (!own) return null;
  const near = Object.values(objects.annotation).filter(
    ({ id, deleted, state }) => id !== annotation.id && !deleted && state.anchors.length && state.anchors.every((anchor) => isIn(own.spans, anchor)),
  );
  const offers = near.map((one) => ({ one, offer: containerFor({ codebook, objects }, contents, one) }));
  const fitting = offers.filter(({ offer }) => offer?.container.id === annotation.id);
  return fitting.length ? { relation: fitting[0].offer.relation, contained: fitting.map(({ one }) => one) } : null;
}

function isIn(spans, { start, end }) {
  return spans.some((span) => span.start <= start && end <= span.end);
}

/** The annotation itself and all to which ties lead from it. */
function reachedFrom(ties, id) {
  const reached = new Set([id]);
  for (const from of reached) for (const { state } of ties) if (state.from === from) reached.add(state.to);
  return reached;
}

function lengthOf(spans) {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}
