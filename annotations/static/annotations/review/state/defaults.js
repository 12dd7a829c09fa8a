/** The values that a codebook proposes; `tests/reference/proposing.py` is its twin, `tests/vectors/defaults.json` checks both. */

import { howQuoted } from "../text/quotation.js";
import { pointsOf, unitsOf } from "../../../articles/js/spans.js";

/**
 * The attributes proposed for an annotation's state on the revision's whole text. Only those that have a proposal;
 * what the state holds already is not looked at, so a caller keeps what a person has set.
 * @param {object} codebook as `CodebookSpec.as_json()` gives it
 * @param {object} state its anchors in code points
 * @returns {Record<string, unknown>}
 */
export function defaults(codebook, state, text) {
  const { attributes } = codebook.annotations.find(({ key }) => key === state.kind);
  const proposals = attributes.map((attribute) => [attribute.key, proposal(attribute, state, text)]);
  return Object.fromEntries(proposals.filter(([, value]) => value !== null));
}

function proposal(attribute, state, text) {
  if (attribute.default_when) return byAnchors(attribute.default_when, state, text);
  if (attribute.default_by_label) return byLabel(attribute.default_by_label, state.label);
  return attribute.default;
}

/** Nothing while there is no label; "*" stands for the labels that are not named. */
function byLabel(values, label) {
  if (!label) return null;
  return (Object.hasOwn(values, label) ? values[label] : values["*"]) ?? null;
}

function byAnchors(rule, state, text) {
  const anchors = (state.anchors ?? []).filter(({ role }) => role === rule.role);
  if (rule.present !== null) return anchors.length ? rule.present : rule.otherwise;
  if (!anchors.length) return null;
  return rule[howQuoted(text, anchors.map(({ start, end }) => [unitsWithin(text, start), unitsWithin(text, end)]))];
}

/** In units; what lies after the text is its end. */
function unitsWithin(text, points) {
  return unitsOf(text, Math.min(points, pointsOf(text, text.length)));
}
