/** Every gesture has a key. Keys go by their place on the keyboard, so that they work on an Arabic layout. */

import { isHotkey, kindOf } from "./codebook.js";
import { activeOf, annotationsOf, isWritable } from "./reducer.js";

export function listenToKeys({ store, editing, selecting, manuscript, showHelp }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isElsewhere(event.target) || document.querySelector("dialog[open]")) return;
    if (handled(event)) event.preventDefault();
  });

  function handled(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey) return commanded(event) || moved(event);
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.code)) return step(event.code === "ArrowDown" ? 1 : -1);
    if (moved(event)) return true;
    if (event.altKey || command) return false;
    if (event.code === "Slash" && event.shiftKey) return done(showHelp);
    if (event.code === "Escape") return letGo();
    if (!isWritable(store.state)) return false;
    // A button or link that has the focus keeps the keys by which it is pressed.
    const isOnControl = event.target.closest?.("button, a, summary, label");
    if (event.code === "Enter" && !isOnControl) return finish();
    return edited(event);
  }

  function commanded(event) {
    if (event.code === "KeyZ") return done(event.shiftKey ? editing.redo : editing.undo);
    if (event.code === "KeyY" && !event.shiftKey) return done(editing.redo);
    return false;
  }

  function moved(event) {
    return document.activeElement === manuscript.root && selecting.move(event);
  }

  function edited(event) {
    const { codebook, selection } = store.state;
    const active = activeOf(store.state);
    const kind = active && kindOf(codebook, active.state.kind);
    if (active && ["Delete", "Backspace"].includes(event.code)) return done(() => editing.remove(active));
    if (event.shiftKey) return false;
    if (active && kind.roles.some((role) => role.key === "source") && kind.key === "attribution") {
      if (event.code === "KeyI") return done(() => editing.implicitSource(active));
      if (event.code === "KeyU" && selection) return done(() => editing.assign("source", { source_form: "suffix" }));
    }
    const label = kind?.labels.find((one) => isHotkey(event, one.hotkey));
    if (label && !selection) return done(() => editing.label(active, label.key));
    const begun = codebook.annotations.find((one) => isHotkey(event, one.hotkey));
    if (begun) return done(() => editing.create(begun.key));
    return selection ? role(event, codebook, kind) : reassigned(event, active, kind);
  }

  /** Without chosen words, a role's key says what the words marked last are. */
  function reassigned(event, active, kind) {
    const found = kind?.roles.find((one) => isHotkey(event, one.hotkey));
    const last = (active?.state.anchors.length ?? 0) - 1;
    return found && last >= 0 ? done(() => editing.changeRole(active, last, found.key)) : false;
  }

  /** A role's key marks the chosen words in the annotation being worked on, or begins one that has the role. */
  function role(event, codebook, kind) {
    const found = kind?.roles.find((one) => isHotkey(event, one.hotkey));
    if (found) return done(() => editing.assign(found.key));
    for (const other of codebook.annotations) {
      const first = other.roles.find((one) => isHotkey(event, one.hotkey));
      if (first) return done(() => editing.create(other.key, first.key));
    }
    return false;
  }

  function letGo() {
    if (store.state.selection) selecting.clear();
    else if (store.state.active) store.send({ type: "activated", id: null });
    else return false;
    return true;
  }

  function finish() {
    if (!store.state.active) return false;
    store.send({ type: "activated", id: null });
    return true;
  }

  /** To the next annotation of the text, or the one before. */
  function step(by) {
    const annotations = annotationsOf(store.state);
    if (!annotations.length) return true;
    const place = annotations.findIndex(({ id }) => id === store.state.active);
    const next = place < 0 ? (by > 0 ? 0 : annotations.length - 1) : (place + by + annotations.length) % annotations.length;
    store.send({ type: "activated", id: annotations[next].id });
    return true;
  }
}

function done(act) {
  act();
  return true;
}

/** Letters belong to the page's own controls while a field or something outside the review has the focus. */
function isElsewhere(target) {
  if (target.closest?.("body > :not(main)")) return true;
  if (target.closest?.("textarea, select, [contenteditable]")) return true;
  return target.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(target.type);
}
