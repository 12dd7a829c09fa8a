/** What a finger has no key for: by letter or by word, and copying. Shown above the words that a finger chose. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { sight } from "../text/sight.js";

const HANDLE = 40;

export function createTouchMenu({ place, store, manuscript, selecting }) {
  let shown = null;
  const byLetter = h("button", { type: "button", class: "touch-menu-choice", onclick: refine }, gettext("By letter"));
  const copy = h("button", { type: "button", class: "touch-menu-choice", onclick: () => navigator.clipboard.writeText(selecting.words()) }, gettext("Copy"));
  const menu = h(
    "div",
    { class: "touch-menu", role: "toolbar", "aria-label": gettext("The words chosen"), hidden: true },
    byLetter,
    // Browsers lend the clipboard to https and localhost alone.
    navigator.clipboard && copy,
  );
  place.append(menu);
  // A press here must not take the focus from the words.
  menu.addEventListener("pointerdown", (event) => event.preventDefault());

  function refine() {
    selecting.refine();
    byLetter.setAttribute("aria-pressed", String(selecting.isByLetter()));
  }

  function draw({ selection }) {
    if (selection === shown) return;
    shown = selection;
    menu.hidden = !selection || !manuscript.root.hasAttribute("data-touched");
    if (menu.hidden) return;
    byLetter.setAttribute("aria-pressed", String(selecting.isByLetter()));
    put(selection.at(-1));
  }

  /** Above the words and their handle, or below the other one where there is no room. */
  function put({ start, end }) {
    const words = manuscript.rectangleOf(start, end);
    const last = manuscript.lineOf(Math.max(start, end - 1));
    if (!words) return;
    const frame = place.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const isAbove = words.top - HANDLE - size.height > sight().top;
    const middle = words.left + words.width / 2 - size.width / 2;
    menu.style.top = `${(isAbove ? words.top - HANDLE - size.height : last.bottom + HANDLE) - frame.top}px`;
    menu.style.left = `${Math.min(Math.max(frame.left, middle), frame.right - size.width) - frame.left}px`;
  }

  store.subscribe(draw);
}
