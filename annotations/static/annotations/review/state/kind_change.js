/** What an annotation keeps when it becomes one of another kind. Pure. */

import { firstRole, kindOf } from "./codebook.js";
import { same } from "./sameness.js";

/**
 * The state as one of another kind. Words keep their role where the new kind has one of that key; if none has, the words
 * of the main role play the new main role. The label and attributes stay where the new kind can hold them.
 *
 * @param {any} state an annotation's
 * @param {string} kindKey
 * @param {Record<string, any>} proposed what the codebook proposes for the old state: losing that is no loss
 * @returns {{state: any, lost: any[]}} `lost` names what stays behind, as parts of the codebook
 */
export function asKind(codebook, state, kindKey, proposed) {
  const from = kindOf(codebook, state.kind);
  const to = kindOf(codebook, kindKey);
  const anchors = carriedAnchors(from, to, state.anchors);
  const attributes = Object.fromEntries(
    Object.entries(state.attributes).filter(([key, value]) => canHold(to.attributes.find((one) => one.key === key), from.attributes.find((one) => one.key === key), value)),
  );
  const label = to.labels.some(({ key }) => key === state.label) ? state.label : "";
  const words = new Set(anchors.map(({ start, end }) => `${start} ${end}`));
  const lost = [
    !label && from.labels.find(({ key }) => key === state.label),
    ...from.roles.filter(({ key }) => state.anchors.some((anchor) => anchor.role === key && !words.has(`${anchor.start} ${anchor.end}`))),
    ...from.attributes.filter(({ key }) => key in state.attributes && !(key in attributes) && !same(state.attributes[key], proposed[key])),
  ].filter(Boolean);
  return { state: { ...state, kind: kindKey, label, anchors, attributes }, lost };
}

/** The relations that an annotation of another kind could not have. */
export function tiesLost(codebook, ties, id, kindKey) {
  return ties.filter(({ state }) => {
    const relation = codebook.relations.find(({ key }) => key === state.label);
    return !(state.from === id ? relation.from : relation.to).includes(kindKey);
  });
}

function carriedAnchors(from, to, anchors) {
  const kept = anchors.filter(({ role }) => to.roles.some(({ key }) => key === role));
  if (kept.length || !to.roles.length) return kept;
  const main = anchors.filter(({ role }) => role === firstRole(from));
  return (main.length ? main : anchors).map((anchor) => ({ ...anchor, role: firstRole(to) }));
}

function canHold(attribute, before, value) {
  if (!attribute || attribute.type !== before.type || attribute.repeated !== before.repeated) return false;
  if (!attribute.choices.length) return true;
  return [value].flat().every((one) => attribute.choices.some(({ key }) => key === one));
}
