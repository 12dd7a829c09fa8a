/** The note of an annotation: typed as text, and shown below as it will be read where it has anything to show. */

import { h, whenTyped } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { later } from "../../../newsdesk/js/later.js";
import { lengthTold } from "./length_told.js";

const markdown = later(() => import("./markdown.js"));

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
  const preview = h("div", { class: "note-preview", hidden: true });
  showBelow(preview, note);
  const long = lengthTold("note", "note-length");
  const typed = whenTyped((field) => change(field.value), (field) => keep(field.value));
  const oninput = (event) => {
    typed.oninput(event);
    showBelow(preview, event.target.value);
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

/** As it was typed until it can be shown as it reads: before the next picture, but for the first note of all. */
function shown(note) {
  const place = h("div", { class: "note-shown markdown" }, h("p", { dir: "auto" }, note));
  markdown().then(({ rendered }) => place.replaceChildren(...rendered(note)), () => null);
  return place;
}

async function showBelow(preview, note) {
  const { hasMarkup } = await markdown().catch(() => ({ hasMarkup: () => false }));
  preview.hidden = !hasMarkup(note);
  preview.replaceChildren(...(preview.hidden ? [] : [shown(note)]));
}
