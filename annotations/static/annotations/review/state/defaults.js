/** The values that a codebook proposes; `tests/reference/proposing.py` is its twin, `tests/vectors/defaults.json` checks both. */

import { holdsWord } from "../text/words_held.js";
import { howQuoted } from "../text/quotation.js";
import { pointsOf, unitsOf } from "../../../articles/js/spans.js";

/**
 * The attributes proposed for an annotation's state on the revision's whole text. Only those that have a proposal;
 * what the state holds already is not looked at, so a caller keeps what a person has set.
 * @param {object} codebook as `CodebookSpec.as_json()` gives it
 * @param {object} state its anchors in code points
 * @param {object[]} others the states of other annotations of which the source is known, in the order of the text
 * @returns {Record<string, unknown>}
 */
export function defaults(codebook, state, text, others = []) {
  const { attributes } = codebook.annotations.find(({ key }) => key === state.kind);
  const proposals = attributes.map((attribute) => [attribute.key, proposal(attribute, state, text, others)]);
  return Object.fromEntries(proposals.filter(([, value]) => value !== null));
}

function proposal(attribute, state, text, others) {
  const said = attribute.default_from_source ? ofSameSource(attribute, state, others) : null;
  if (said !== null) return said;
  if (attribute.default_when) return byAnchors(attribute.default_when, state, text);
  if (attribute.default_by_label) return byLabel(attribute.default_by_label, state.label);
  return attribute.default;
}

/** Nothing while there is no label; "*" stands for the labels that are not named. */
function byLabel(values, label) {
  if (!label) return null;
  return (Object.hasOwn(values, label) ? values[label] : values["*"]) ?? null;
}

/** What was said last before of the same source, else first after. */
function ofSameSource({ key }, state, others) {
  if ((state.source ?? null) === null) return null;
  const said = others.filter((other) => other.kind === state.kind && other.source === state.source && other.attributes?.[key] !== undefined);
  const start = startOf(state);
  return (said.findLast((other) => startOf(other) < start) ?? said[0])?.attributes[key] ?? null;
}

function startOf({ anchors }) {
  return Math.min(Infinity, ...(anchors ?? []).map((anchor) => anchor.start));
}

function byAnchors(rule, state, text) {
  const anchors = (state.anchors ?? []).filter(({ role }) => role === rule.role);
  if (rule.words.length) return anchors.length ? byWords(rule, anchors, text) : null;
  if (rule.present !== null) return anchors.length ? rule.present : rule.otherwise;
  if (!anchors.length) return null;
  return rule[howQuoted(text, anchors.map(({ start, end }) => [unitsWithin(text, start), unitsWithin(text, end)]))];
}

function byWords({ words, present, otherwise }, anchors, text) {
  const isThere = anchors.some(({ start, end }) => holdsWord(text.slice(unitsWithin(text, start), unitsWithin(text, end)), words));
  return isThere ? present : otherwise;
}

/** In units; what lies after the text is its end. */
function unitsWithin(text, points) {
  return unitsOf(text, Math.min(points, pointsOf(text, text.length)));
}
