/** The keys that a codebook gives to its kinds, roles and labels, as entries of the table. */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { kindOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";
import { activeOf, isWritable } from "../state/reducer.js";

/** @param {{shortcuts: object, store: object, editing: object, attributing: object}} parts
 *   with `toText`, which gives the article the focus: what a key begins is gone on with there, whatever button had the focus */
export function addCodebookKeys({ shortcuts, store, editing, attributing, toText }) {
  const { codebook } = store.state;
  const kinds = codebook.annotations;
  for (const kind of kinds) {
    const title = () => interpolate(gettext("Labels: %(name)s"), { name: nameOf(kind) });
    shortcuts.addGroup(`labels/${kind.key}`, title);
    for (const label of withKeys(kind.labels)) shortcuts.add(labelKey(kind, label));
  }
  for (const kind of withKeys(kinds)) shortcuts.add(kindKey(kind));
  for (const kind of kinds) for (const role of withKeys(kind.roles)) shortcuts.add(roleKeys(kind, role));

  /** While words are chosen a digit or letter is no label: it may be the role that they play. */
  function labelKey(kind, label) {
    return {
      ...placed(label),
      group: `labels/${kind.key}`,
      text: () => nameOf(label),
      when: (state) => isWritable(state) && Boolean(activeOf(state)) && kindAtHand(state) === kind && !state.selection,
      act: () => editing.label(activeOf(store.state), label.key),
    };
  }

  function kindKey(kind) {
    return {
      ...placed(kind),
      group: "begin",
      text: () => nameOf(kind),
      when: (state) => isWritable(state) && !isLabel(state, kind.hotkey),
      act() {
        editing.create(kind.key);
        toText();
      },
    };
  }

  /** A role's key marks the chosen words in the annotation at hand, or begins one; without words it names the next or the last. */
  function roleKeys(kind, role) {
    const isFree = (state) => isWritable(state) && !kinds.some(({ hotkey }) => hotkey === role.hotkey);
    const entry = { ...placed(role), group: "parts", text: () => `${nameOf(role)} (${nameOf(kind)})` };
    const isOfHand = (state) => kindAtHand(state)?.roles.some(({ hotkey }) => hotkey === role.hotkey);
    const isFirst = kinds.find(({ roles }) => roles.some(({ hotkey }) => hotkey === role.hotkey)) === kind;
    return [
      {
        ...entry,
        when: (state) => isFree(state) && Boolean(state.selection) && kindAtHand(state) === kind,
        act: () => (activeOf(store.state) ? editing.assign(role.key) : editing.create(kind.key, role.key)),
      },
      {
        ...entry,
        when: (state) => isFree(state) && Boolean(state.selection) && isFirst && !isOfHand(state),
        act: () => attributing.beginByKeys(kind, role),
      },
      {
        ...entry,
        when: (state) => isFree(state) && !state.selection && !isLabel(state, role.hotkey) && kindAtHand(state) === kind && canName(state),
        act: () => attributing.name(role.key),
      },
    ];
  }

  /** The kind of the annotation at hand, or of the flow that has not begun one yet. */
  function kindAtHand(state) {
    return kindOf(codebook, activeOf(state)?.state.kind ?? state.flow?.kind) ?? null;
  }

  function canName(state) {
    return Boolean(attributing.progress(state)?.next || activeOf(state)?.state.anchors.length);
  }

  function isLabel(state, hotkey) {
    return !state.selection && Boolean(activeOf(state) && kindAtHand(state)?.labels.some((label) => label.hotkey === hotkey));
  }
}

function withKeys(things) {
  return things.filter(({ hotkey }) => hotkey);
}

function placed({ hotkey }) {
  return { code: /\d/.test(hotkey) ? `Digit${hotkey}` : `Key${hotkey.toUpperCase()}` };
}
