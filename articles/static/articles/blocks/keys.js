/** The keys of the page, and the dialog that lists them. */

import { button, h } from "../../newsdesk/js/dom.js";
import { gettext } from "../../newsdesk/js/i18n.js";
import { createKeyList } from "../../newsdesk/js/key_list.js";
import { createShortcuts, placeOf } from "../../newsdesk/js/shortcuts.js";

const blockKeyGroups = {
  borders: () => gettext("Borders"),
  kinds: () => gettext("Kind of the block"),
  checking: () => gettext("Checking"),
  page: () => gettext("Page"),
};

export function createKeys({ root, dialog, kinds, doing, saving, toNextArticle }) {
  const shortcuts = createShortcuts(blockKeyGroups);
  shortcuts.add(
    [
      { code: "Enter", act: doing.splitHere, text: () => gettext("Split at the text cursor; chosen words become a block") },
      { code: "Backspace", act: () => doing.joinAtEdge(false), text: () => gettext("At the start of a block: join it with the one before") },
      { code: "Delete", act: () => doing.joinAtEdge(true), text: () => gettext("At the end of a block: join it with the next") },
      { code: "KeyJ", act: () => doing.joinWith(false), text: () => gettext("Join with the block before, wherever the cursor stands") },
      { code: "BracketLeft", act: () => doing.borderHere("start"), text: () => gettext("The block begins here: what is before goes to the one before") },
      { code: "BracketRight", act: () => doing.borderHere("end"), text: () => gettext("The block ends here: the rest goes to the next") },
    ].map((entry) => ({ group: "borders", inText: true, ...entry })),
    [...kinds].map(([kind, name], number) => ({ group: "kinds", code: `Digit${number + 1}`, inText: true, act: () => doing.setKind(kind), text: () => name })),
    [
      { code: "KeyN", act: () => doing.toFlagged(true), text: () => gettext("The next block to check") },
      { code: "KeyN", shift: true, act: () => doing.toFlagged(false), text: () => gettext("The block to check before") },
      { code: "KeyY", act: doing.confirmHere, text: () => gettext("This block is right; on to the next to check") },
      { code: "Enter", ctrl: true, act: () => saving.saveAllRight(), text: () => gettext("All of these are right: store them as checked") },
      { code: "KeyM", act: toNextArticle, text: () => gettext("The next article to check") },
    ].map((entry) => ({ group: "checking", ...entry })),
    [
      { code: "ArrowUp", alt: true, inText: true, act: () => doing.toBlock(-1), text: () => gettext("The block before") },
      { code: "ArrowDown", alt: true, inText: true, act: () => doing.toBlock(1), text: () => gettext("The next block") },
      { code: "KeyZ", ctrl: true, act: doing.undo, text: () => gettext("Undo") },
      { code: "KeyZ", ctrl: true, shift: true, act: doing.redo, text: () => gettext("Redo") },
      { code: "KeyY", ctrl: true, act: doing.redo, text: () => gettext("Redo") },
      { code: "KeyS", ctrl: true, act: () => saving.save(), text: () => gettext("Save") },
      { code: "Slash", shift: true, keys: "?", act: showKeys, text: () => gettext("This list") },
    ].map((entry) => ({ group: "page", ...entry })),
  );

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], :popover-open")) return;
    const focus = focusOf(event);
    const meant = focus ? shortcuts.meant(event, null, focus) : [];
    if (!meant.length) return;
    event.preventDefault();
    meant[0].act(event);
  });

  /** What has the focus, as far as keys go; null where a press is the browser's. */
  function focusOf(event) {
    const { target } = event;
    if (root.contains(target)) return "text";
    if (target.closest?.("body > :not(main), input, select, textarea")) return null;
    return ["Enter", "Space"].includes(placeOf(event)) && target.closest?.("button, a") ? null : "page";
  }

  const { search, list, begin } = createKeyList(shortcuts.listed);
  const force = h("p", { class: "help" });
  const close = button(gettext("Close"), () => dialog.close(), { look: "quiet", hotkey: "Esc" });
  dialog.append(h("header", {}, h("h2", { id: "keys-title" }, gettext("Keys")), close), search, force, h("div", { class: "blocks-keys", tabindex: 0, role: "region", "aria-label": gettext("Keys") }, list));

  function showKeys() {
    force.textContent = shortcuts.hasLetters() ? "" : gettext("Single-letter keys are off, as you prefer: the buttons do the same.");
    begin();
    dialog.showModal();
  }

  return { showKeys };
}
