/** Listens to the keyboard, and puts the keys that belong to no other feature into the table. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { kindOf } from "./codebook.js";
import { activeOf, annotationsOf, isWritable } from "./reducer.js";

/** Let every key press be answered by the table of shortcuts. */
export function listenToKeys({ store, shortcuts, manuscript }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const focus = focusOf(event, manuscript.root);
    const meant = focus ? shortcuts.meant(event, store.state, focus) : [];
    if (meant.some((entry) => entry.act(event) !== false)) event.preventDefault();
  });
}

/** The keys of moving, choosing, undoing and going from one annotation to another. */
export function addKeys({ shortcuts, store, editing, selecting, showHelp }) {
  const move = (event) => selecting.move(event);
  const letGo = () => store.send({ type: "activated", id: null });

  const moves = (codes, text, held = {}) =>
    codes.map((code) => ({ group: "move", code, shift: "either", inText: true, text, act: move, ...held }));
  shortcuts.add(
    moves(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], () => gettext("By letter and line")),
    moves(["ArrowLeft", "ArrowRight"], () => gettext("By word"), { ctrl: true }),
    // Elsewhere Alt and an arrow is the browser's way back: the text cursor leaves it alone.
    moves(["ArrowLeft", "ArrowRight"], () => gettext("By word"), { alt: true, keys: "⌥ ←" }).filter(() => IS_MAC),
    moves(["Home", "End"], () => gettext("To the start or end of the block")),
    moves(["Home", "End"], () => gettext("To the start or end of the article"), { ctrl: true }),
    { group: "choose", keys: "Shift + …", text: () => gettext("Choose words while moving") },
    { group: "choose", keys: "Ctrl + click", text: () => gettext("Choose further words as well") },
    {
      group: "choose",
      code: "Escape",
      text: () => gettext("Let go of the words"),
      when: ({ selection }) => Boolean(selection),
      act: () => selecting.clear(),
    },
    {
      group: "edit",
      code: "Escape",
      text: () => gettext("Done"),
      when: (state) => !state.selection && Boolean(state.active),
      act: letGo,
    },
    {
      group: "edit",
      code: "Enter",
      text: () => gettext("Done"),
      when: (state) => isWritable(state) && Boolean(state.active),
      act: letGo,
    },
    ["Delete", "Backspace"].map((code) => ({
      group: "edit",
      code,
      shift: "either",
      text: () => gettext("Delete the annotation"),
      when: (state) => isWritable(state) && Boolean(activeOf(state)),
      act: () => editing.remove(activeOf(store.state)),
    })),
    {
      group: "parts",
      code: "KeyI",
      text: () => gettext("Implicit source: not in the text"),
      when: hasSource,
      act: () => editing.implicitSource(activeOf(store.state)),
    },
    {
      group: "parts",
      code: "KeyU",
      text: () => gettext("Source in a suffix pronoun: the words chosen"),
      when: (state) => hasSource(state) && Boolean(state.selection),
      act: () => editing.assign("source", { source_form: "suffix" }),
    },
    [{ code: "KeyZ", ctrl: true, act: editing.undo, text: () => gettext("Undo") },
      { code: "KeyZ", ctrl: true, shift: true, act: editing.redo, text: () => gettext("Redo") },
      { code: "KeyY", ctrl: true, act: editing.redo, text: () => gettext("Redo") },
    ].map((entry) => ({ group: "page", ...entry })),
    { group: "go", code: "ArrowUp", alt: true, text: () => gettext("The annotation before"), act: () => step(-1) },
    { group: "go", code: "ArrowDown", alt: true, text: () => gettext("The annotation after"), act: () => step(1) },
    { group: "page", code: "Slash", shift: true, keys: "?", text: () => gettext("This list"), act: showHelp },
  );

  /** To the next annotation of the text, or the one before. */
  function step(by) {
    const annotations = annotationsOf(store.state);
    if (!annotations.length) return;
    const place = annotations.findIndex(({ id }) => id === store.state.active);
    const next = place < 0 ? (by > 0 ? 0 : annotations.length - 1) : (place + by + annotations.length) % annotations.length;
    store.send({ type: "activated", id: annotations[next].id });
  }
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether the annotation at hand is an attribution, whose source may be implicit or a suffix. */
function hasSource(state) {
  const active = activeOf(state);
  const kind = active && kindOf(state.codebook, active.state.kind);
  return isWritable(state) && kind?.key === "attribution" && kind.roles.some(({ key }) => key === "source");
}

/** What has the focus, as far as keys go; null where a press is not for the review at all. */
function focusOf({ target, code }, root) {
  if (target.closest?.("body > :not(main)")) return null;
  if (target.closest?.("textarea, select, [contenteditable]")) return "field";
  if (target.tagName === "INPUT") return ["radio", "checkbox", "button", "submit"].includes(target.type) ? "page" : "field";
  // A button or link keeps the keys by which it is pressed.
  if (["Enter", "Space"].includes(code) && target.closest?.("button, a, summary, label")) return null;
  return target === root ? "text" : "page";
}
