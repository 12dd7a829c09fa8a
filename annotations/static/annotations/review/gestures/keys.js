/** Listens to the keyboard, and puts the keys that belong to no other feature into the table. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { placeOf } from "../../../newsdesk/js/shortcuts.js";
import { activeOf, annotationsOf, isWritable } from "../state/reducer.js";

/** Let every key press be answered by the table of shortcuts. */
export function listenToKeys({ store, shortcuts, manuscript }) {
  document.addEventListener("keydown", (event) => {
    // What lies over the page is closed by the browser.
    if (event.code === "Escape" && document.querySelector(":popover-open")) return;
    if (event.defaultPrevented || isForInputMethod(event) || document.querySelector("dialog[open]")) return;
    const focus = focusOf(event, manuscript.root);
    const meant = focus ? shortcuts.meant(event, store.state, focus) : [];
    if (meant.some((entry) => entry.act(event) !== false)) event.preventDefault();
  });
}

/** The keys of letting go, undoing and going from one annotation to another. */
export function addKeys({ shortcuts, store, editing, selecting, manuscript, showHelp }) {
  shortcuts.add(
    {
      group: "choose",
      code: "Escape",
      text: () => gettext("Let go of the words"),
      when: ({ selection }) => Boolean(selection),
      act: () => selecting.clear(),
    },
    ["Delete", "Backspace"].map((code) => ({
      group: "edit",
      code,
      shift: "either",
      text: () => gettext("Delete the annotation"),
      when: (state) => isWritable(state) && Boolean(activeOf(state)),
      act: () => editing.remove(activeOf(store.state)),
    })),
    [{ code: "KeyZ", ctrl: true, act: editing.undo, text: () => gettext("Undo") },
      { code: "KeyZ", ctrl: true, shift: true, act: editing.redo, text: () => gettext("Redo") },
      { code: "KeyY", ctrl: true, act: editing.redo, text: () => gettext("Redo") },
    ].map((entry) => ({ group: "page", ...entry })),
    { group: "go", code: "ArrowUp", alt: true, text: () => gettext("The annotation before"), act: () => step(-1) },
    { group: "go", code: "ArrowDown", alt: true, text: () => gettext("The annotation after"), act: () => step(1) },
    { group: "go", code: "Escape", inFields: true, text: () => gettext("From a field back to the article"), act: () => focusOn(manuscript.root) },
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

/** Keep the keyboard in the article: from the start, and when what had the focus goes away with the annotation at hand. */
export function keepFocus({ store, manuscript }) {
  const keep = () => document.activeElement.matches("body, [data-review=panel] *") && focusOn(manuscript.root);
  let active = store.state.active;
  store.subscribe((state) => {
    if (active && !state.active) keep();
    active = state.active;
  });
  keep();
}

function focusOn(element) {
  element.focus({ preventScroll: true });
}

/** What has the focus, as far as keys go; null where a press is not for the review at all. */
function focusOf(event, root) {
  const { target } = event;
  const code = placeOf(event);
  if (code !== "Escape" && target.closest?.("body > :not(main)")) return null;
  if (target.closest?.("textarea, select, [contenteditable]")) return "field";
  if (target.tagName === "INPUT") return ["radio", "checkbox", "button", "submit"].includes(target.type) ? "page" : "field";
  // A button or link keeps the keys by which it is pressed.
  if (["Enter", "Space"].includes(code) && target.closest?.("button, a, summary, label")) return null;
  return target === root ? "text" : "page";
}
