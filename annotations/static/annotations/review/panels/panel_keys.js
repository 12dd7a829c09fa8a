/** The keys of the panel. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { firstRole, kindOf } from "../state/codebook.js";
import { activeOf, isWritable } from "../state/reducer.js";

/** How many attributes have a key. */
const ATTRIBUTES = 9;

export function addPanelKeys({ shortcuts, store, missing, kindChoice, relations, findSame }) {
  const hasActive = (state) => Boolean(activeOf(state));
  const canEdit = (state) => hasActive(state) && isWritable(state);
  const lacks = (state) => canEdit(state) && activeOf(state).problems.length > 0;
  const hasWords = (state) => canEdit(state) && activeOf(state).state.anchors.length > 0;
  shortcuts.add([
    { code: "KeyM", text: () => gettext("To the next thing that is missing"), when: lacks, act: missing.next },
    { code: "KeyL", shift: true, text: () => gettext("To the labels"), when: canEdit, act: () => missing.go("label") },
    { code: "KeyN", shift: true, text: () => gettext("To the note"), when: canEdit, act: () => missing.go("note") },
    { code: "KeyD", text: () => gettext("Definitions, shown or not"), when: hasActive, act: kindChoice.explain },
    { code: "KeyX", text: () => gettext("Change the kind"), when: canEdit, act: kindChoice.toggle },
    { code: "KeyK", text: () => gettext("Add a relation"), when: canEdit, act: () => relations.add(store.state, activeOf(store.state)) },
    { code: "KeyP", text: () => gettext("The same words elsewhere"), when: hasWords, act: findSameOfMain },
  ].map((entry) => ({ group: "edit", ...entry })));
  shortcuts.add(Array.from({ length: ATTRIBUTES }, (_, place) => attributeKey(place)));
  shortcuts.add({ group: "edit", keys: "1 – 9", text: () => gettext("In a field of choices: that choice") });

  /** Fields of attributes are counted as the panel shows them. */
  function attributeKey(place) {
    const keyAt = (state) => kindOf(state.codebook, activeOf(state).state.kind).attributes[place]?.key;
    return {
      group: "edit",
      code: `Digit${place + 1}`,
      shift: true,
      keys: "Shift 1 – 9",
      text: () => gettext("To the first, second … field of choices or text"),
      when: (state) => canEdit(state) && keyAt(state) !== undefined,
      act: () => missing.go(`attributes/${keyAt(store.state)}`),
    };
  }

  function findSameOfMain() {
    const annotation = activeOf(store.state);
    const main = firstRole(kindOf(store.state.codebook, annotation.state.kind));
    findSame(annotation, Math.max(0, annotation.state.anchors.findIndex(({ role }) => role === main)));
  }
}
