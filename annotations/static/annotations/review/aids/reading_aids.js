/**
 * Aids for reading: finding words, the column of text alone, marks that cannot be seen, and the size of the text by key. The
 * menu itself is the page's; what it chooses is kept by `newsdesk/js/choices.js`.
 */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { later } from "../../../newsdesk/js/later.js";

/** @param {{toText: () => Promise<void>}} options among others, what turns back from the table to the text */
export function addReadingAids({ part, page, shortcuts, store, manuscript, selecting, toText }) {
  const menu = part("aids");
  const opener = part("bar").querySelector("[data-part=aids]");
  const toggles = { column: toggleColumn, invisible: () => void toggleInvisible(), find: () => void find() };

  for (const [name, act] of Object.entries(toggles)) {
    menu.querySelector(`[data-part=${name}]`).addEventListener("click", act);
  }
  menu.addEventListener("toggle", ({ newState }) => newState === "open" && putUnder(menu, opener));
  // What is missing or came back is listed beside the column.
  part("bar").addEventListener("click", ({ target }) => target.closest("[data-part=submit], [data-part=returned]") && setColumn(false), true);

  // It should be there by the time of its key: what is typed right after that is typed into it.
  const finding = later(() => import("./find.js").then(({ createFind }) => createFind({ place: part("find"), store, manuscript, selecting })));

  async function find() {
    if (menu.matches(":popover-open")) menu.hidePopover();
    (await finding()).open();
  }

  let invisible = null;
  async function toggleInvisible() {
    invisible ??= import("./invisible.js").then(({ createInvisible }) =>
      createInvisible({ place: part("invisible"), list: part("invisible-list"), manuscript, selecting }),
    );
    press("invisible", (await invisible).toggle());
  }

  function toggleColumn() {
    setColumn(!page.hasAttribute("data-column"));
  }

  function setColumn(isOn) {
    page.toggleAttribute("data-column", isOn);
    press("column", isOn);
  }

  function press(name, isOn) {
    menu.querySelector(`[data-part=${name}]`).setAttribute("aria-pressed", String(isOn));
  }

  /** What is of the text alone is asked for from the table too: the text comes first. */
  async function inText(act) {
    await toText();
    await act();
  }

  function openMenu() {
    menu.togglePopover();
    if (menu.matches(":popover-open")) menu.querySelector(":checked, button").focus();
  }

  // Another size or face moves every letter, and the text cursor with them.
  new ResizeObserver(() => selecting.showCaret()).observe(manuscript.root);

  shortcuts.add(
    [
      { code: "KeyF", text: () => gettext("Find in the article"), act: () => void inText(find) },
      { code: "KeyH", text: () => gettext("Reading aids"), act: openMenu },
      { code: "KeyZ", text: () => gettext("The column of text alone, and back"), act: () => void inText(toggleColumn) },
      { code: "KeyB", text: () => gettext("Show invisible marks, or not"), act: () => void inText(toggleInvisible) },
      { code: "Equal", text: () => gettext("Larger text"), act: () => resize(menu, 1) },
      { code: "Minus", text: () => gettext("Smaller text"), act: () => resize(menu, -1) },
    ].map((entry) => ({ group: "read", ...entry })),
  );
}

/** Under its button and inside the window, whichever way the page reads. */
function putUnder(menu, button) {
  const { left, right, bottom } = button.getBoundingClientRect();
  const isRtl = getComputedStyle(menu).direction === "rtl";
  const wanted = isRtl ? left : right - menu.offsetWidth;
  menu.style.top = `${bottom + 4}px`;
  menu.style.left = `${Math.max(8, Math.min(wanted, innerWidth - menu.offsetWidth - 8))}px`;
}

/** Choose the next size of text, by the menu's own buttons. */
function resize(menu, by) {
  const sizes = [...menu.querySelectorAll("[name=text_size]")];
  const next = sizes[sizes.findIndex(({ checked }) => checked) + by];
  if (!next) return;
  next.checked = true;
  next.dispatchEvent(new Event("change", { bubbles: true }));
}
