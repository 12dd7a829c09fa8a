/** Two versions of one thing, field by field. Pure but for the words' language. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { kindOf } from "./codebook.js";
import { FRAME_FIELDS, wordsIn } from "./frame.js";
import { nameOf } from "./names.js";

/**
 * Where two states differ, in the order of the panel: `[name, mine, theirs]`, each version as a list of words, empty where
 * it says nothing.
 * @param {{codebook: any, sources: any}} known
 * @param {"annotation"|"relation"|"article_label"} target
 * @param {any} mine a state; `{deleted: true}` for none, undefined where nothing is known of it
 * @param {any} theirs
 * @returns {[string, string[], string[]][]}
 */
export function differences(known, target, mine, theirs) {
  const [ours, others] = [mine, theirs].map((state) => new Map(fieldsOf(known, target, state)));
  const names = [...new Set([...ours.keys(), ...others.keys()])];
  return names
    .map((name) => [name, ours.get(name) ?? [], others.get(name) ?? []])
    .filter(([, one, other]) => one.join("\n") !== other.join("\n"));
}

function fieldsOf(known, target, state) {
  if (!state) return [];
  return state.deleted ? [[gettext("Deleted"), [gettext("Yes")]]] : FIELDS[target](known, state);
}

const FIELDS = {
  annotation: ({ codebook, sources }, state) => {
    const kind = kindOf(codebook, state.kind);
    const named = (list, key) => nameOf(list.find((one) => one.key === key));
    return [
      [gettext("Kind"), [nameOf(kind)]],
      [gettext("Label"), state.label ? [named(kind.labels, state.label)] : []],
      ...kind.roles.map((role) => [nameOf(role), (state.anchors ?? []).filter((anchor) => anchor.role === role.key).map((anchor) => `«${anchor.exact}»`)]),
      ...kind.attributes.map((attribute) => [nameOf(attribute), valuesOf(attribute, state.attributes?.[attribute.key])]),
      ...FRAME_FIELDS.map((field) => [field.title(), wordsIn(field, state, sources)]),
    ];
  },
  relation: ({ codebook }, state) => [[gettext("Relation"), [nameOf(codebook.relations.find(({ key }) => key === state.label))]]],
  article_label: ({ codebook }, state) => {
    const label = codebook.article_labels.find(({ key }) => key === state.label);
    return [[nameOf(label), [nameOf(label?.choices.find(({ key }) => key === state.value))]]];
  },
};

function valuesOf(attribute, value) {
  return [value ?? []].flat().map((one) => {
    if (typeof one === "boolean") return one ? gettext("Yes") : gettext("No");
    return nameOf(attribute.choices.find(({ key }) => key === one)) || String(one);
  });
}
