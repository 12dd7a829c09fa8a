/** The note of an annotation: typed as text, and shown below as it will be read where it has anything to show. */

import { h, whenTyped } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { lengthTold } from "./length_told.js";
import { hasMarkup, rendered } from "./markdown.js";

/**
 * @param {string} note
 * @param {object} options
 * @param {boolean} options.writable
 * @param {(note: string) => void} options.change
 * @param {(note: string) => void} options.keep called with every key that is typed
 * @param {Node|null} options.told what is amiss with it
 */
export function noteField(note, { writable, change, keep, told }) {
  if (!writable) return note ? h("div", { class: "field" }, h("h3", { class: "field-title" }, gettext("Note")), shown(note)) : null;
  const preview = h("div", { class: "note-preview" });
  const show = (words) => {
    preview.hidden = !hasMarkup(words);
    preview.replaceChildren(...(preview.hidden ? [] : [shown(words)]));
  };
  show(note);
  const long = lengthTold("note", "note-length");
  const typed = whenTyped((field) => change(field.value), (field) => keep(field.value));
  const oninput = (event) => {
    typed.oninput(event);
    show(event.target.value);
    long.show(event.target);
  };
  const area = h(
    "textarea",
    {
      id: "annotation-note",
      "data-key": "note",
      rows: 3,
      dir: "auto",
      "aria-describedby": [told?.id, "note-length", "note-help"].filter(Boolean).join(" "),
      ...typed,
      oninput,
    },
    note,
  );
  long.show(area);
  return h(
    "div",
    { class: "field", "data-path": "note" },
    h("label", { for: "annotation-note" }, gettext("Note")),
    told,
    area,
    long.element,
    h("p", { class: "help", id: "note-help" }, gettext("**bold**, *italic*, - list, > quotation, [words](https://…)")),
    preview,
  );
}

function shown(note) {
  return h("div", { class: "note-shown markdown" }, rendered(note));
}
