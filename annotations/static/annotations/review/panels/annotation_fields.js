/** The fields of an annotation that the codebook or everybody gives it: its attributes and its note, as they are kept and saved. */

import { h, whenTyped } from "../../../newsdesk/js/dom.js";
import { attributeField } from "./attribute_field.js";
import { lengthTold } from "./length_told.js";
import { noteField } from "./note_field.js";
import { told } from "./problems_told.js";
import { isWritable } from "../state/reducer.js";

/** @param {{place: number}} options place: among the attributes, by which its key goes */
export function attributeOf(annotation, attribute, { store, editing, place }) {
  return attributeField(attribute, annotation, {
    hotkey: place < 9 ? `⇧${place + 1}` : null,
    now: () => store.state.objects.annotation[annotation.id].state.attributes[attribute.key],
    change: (value) => editing.attribute(annotation, attribute.key, value),
    keep: (value, index) => editing.typing(annotation, fieldName(attribute, index), value),
    kept: (index) => editing.tooLong(annotation, fieldName(attribute, index)),
    told: told(annotation, `attributes/${attribute.key}`),
  });
}

export function noteOf(annotation, { store, editing }) {
  const writable = isWritable(store.state);
  const said = annotation.state.note;
  return noteField(writable ? (editing.tooLong(annotation, "note") ?? said) : said, {
    writable,
    change: (note) => editing.note(annotation, note),
    keep: (note) => editing.typing(annotation, "note", note),
    told: told(annotation, "note"),
  });
}

/** A field that came later than the others: a line of text. */
export function laterOf(annotation, field, { editing }) {
  const { name, title, empty } = field;
  const amiss = told(annotation, name);
  const long = lengthTold(name, `${name}-length`);
  const typed = whenTyped((input) => editing.later(annotation, field, input.value), (input) => editing.typing(annotation, name, input.value));
  const input = h("input", {
    id: `annotation-${name}`,
    "data-key": name,
    dir: "auto",
    value: editing.tooLong(annotation, name) ?? annotation.state[name] ?? empty,
    "aria-describedby": [amiss?.id, long && `${name}-length`].filter(Boolean).join(" ") || null,
    ...typed,
    oninput(event) {
      typed.oninput(event);
      long?.show(event.target);
    },
  });
  long?.show(input);
  return h("div", { class: "field", "data-path": name }, h("label", { for: `annotation-${name}` }, title()), amiss, input, long?.element);
}

/** The name of an attribute's field, as drafts know it; with a number where it has several. */
function fieldName({ key }, index) {
  return index === undefined ? `attributes/${key}` : `attributes/${key}/${index}`;
}
