/** The list below the field of the source, through which its keys walk: they stay in the field (a combobox of WAI-ARIA). */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { sourceOption } from "./source_option.js";

const SHOWN_AT_REST = 3;
const SHOWN = 8;

export function sourceInput() {
  return h("input", {
    id: "annotation-source",
    class: "control",
    "data-key": "source",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    maxlength: 200,
    "aria-autocomplete": "list",
    "aria-controls": "source-options",
    "aria-expanded": "true",
  });
}

/** @param {{field: object, rowsOf: (most: number) => object[], fresh: object}} options fresh: what is said of a new source below the list */
export function createSourceList({ field, rowsOf, fresh }) {
  const { place, input } = field;
  const element = h("ul", { id: "source-options", class: "source-options", role: "listbox", "aria-label": gettext("Sources") });
  let at = -1; // which option the keys have come to

  /** Nobody is busy with it: it proposes little, and takes little room. */
  function isAtRest() {
    return !input.value && !fresh.hasTrouble() && !place.contains(document.activeElement);
  }

  function rows() {
    return rowsOf(isAtRest() ? SHOWN_AT_REST : SHOWN);
  }

  function show() {
    const all = rows();
    at = Math.min(at, all.length - 1);
    input.placeholder = field.found.name || gettext("Part of a name");
    element.replaceChildren(...all.map((row, index) => sourceOption(row, index, index === at)));
    place.toggleAttribute("data-at-rest", isAtRest());
    const reached = element.children[at];
    if (reached) input.setAttribute("aria-activedescendant", reached.id);
    else input.removeAttribute("aria-activedescendant");
    fresh.redraw();
    // What is proposed is there to be seen, however long it got.
    if (document.activeElement === input) place.scrollIntoView({ block: "nearest" });
  }

  function reach(index) {
    at = index;
    show();
    element.children[at]?.scrollIntoView({ block: "nearest" });
  }

  return {
    element,
    show,

    /** Where the keys begin, at the next drawing; -1 for nowhere. */
    begin: (index) => (at = index),

    /** To the field, at a place of the list; -1 for none. */
    go(index) {
      input.focus({ preventScroll: true });
      if (index >= 0) reach(index);
      else place.scrollIntoView({ block: "nearest" });
    },

    reached: () => rows()[at],
    placeOf: (holds) => rows().findIndex(holds),
    ofDigit: (digit) => rows().find((row) => row.digit === digit),

    step(down) {
      const { length } = rows();
      if (down) reach((at + 1) % length);
      else reach(at <= 0 ? length - 1 : at - 1);
    },
  };
}
