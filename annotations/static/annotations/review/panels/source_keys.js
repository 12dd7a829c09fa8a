/** The keys of sources, for the table. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { sourceBefore } from "./sources_here.js";
import { activeOf, isWritable } from "../state/reducer.js";

export function sourceKeys({ place, alias, go, unknown, sameAsBefore }) {
  const isAsked = (state) => isWritable(state) && Boolean(activeOf(state)) && place.isConnected;
  const isFree = (state) => isAsked(state) && activeOf(state).state.source === null;
  return [
    { group: "edit", code: "KeyR", text: () => gettext("Name the source"), when: isAsked, act: go },
    { group: "edit", code: "KeyR", shift: true, text: () => gettext("The source is unknown"), when: isFree, act: unknown },
    { group: "edit", code: "KeyY", text: () => gettext("Remember the marked words as a name of the source"), when: (state) => isAsked(state) && alias.isOpen(), act: () => void alias.remember() },
    { group: "edit", code: "KeyY", text: () => gettext("The same source as before"), when: (state) => isFree(state) && Boolean(sourceBefore(state, state.active)), act: sameAsBefore },
    { group: "edit", keys: "1–9", text: () => gettext("A source of this article, in the field of the source") },
    { group: "edit", keys: "Ctrl Enter", text: () => gettext("New source, in the field of the source") },
  ];
}
