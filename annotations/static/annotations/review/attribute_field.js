/** One attribute of an annotation as a form field, by its type in the codebook. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { definitionOf, h, nameOf, whenTyped } from "./dom.js";

const INPUTS = { text: "text", url: "url", number: "number", date: "date" };

/**
 * @param {any} attribute of the codebook
 * @param {any} annotation
 * @param {(value: any) => void} change called with the new value, null for none
 * @param {(value: string) => void} keep called with every key that is typed
 */
export function attributeField(attribute, annotation, change, keep) {
  const value = annotation.state.attributes[attribute.key];
  if (attribute.type === "choice") return choices(attribute, "radio", [value], (key, on) => change(on ? key : null));
  if (attribute.type === "choices") {
    const held = value ?? [];
    const order = attribute.choices.map((choice) => choice.key);
    return choices(attribute, "checkbox", held, (key, on) =>
      change(order.filter((one) => (one === key ? on : held.includes(one)))),
    );
  }
  if (attribute.type === "boolean") {
    return choices(
      { ...attribute, choices: [{ key: true, name: { ar: "نعم", en: "Yes" } }, { key: false, name: { ar: "لا", en: "No" } }] },
      "radio",
      [value],
      (key, on) => change(on ? key : null),
    );
  }
  return attribute.repeated ? several(attribute, value ?? [], change) : single(attribute, value ?? "", change, keep);
}

function choices(attribute, type, held, change) {
  return h(
    "fieldset",
    { class: "field choices choices-inline" },
    h("legend", { title: definitionOf(attribute) }, nameOf(attribute), attribute.required && required()),
    attribute.choices.map((choice) => {
      const on = held.includes(choice.key);
      return h(
        "label",
        { class: "choice", title: definitionOf(choice) },
        h("input", {
          type,
          name: `attribute-${attribute.key}`,
          value: choice.key,
          "data-key": `attribute-${attribute.key}-${choice.key}`,
          checked: on,
          onchange: (event) => change(choice.key, event.target.checked),
          // A choice that was made can be unmade: press it again.
          onclick: () => type === "radio" && on && !attribute.required && change(choice.key, false),
        }),
        h("span", {}, nameOf(choice)),
      );
    }),
  );
}

function single(attribute, value, change, keep) {
  const key = `attribute-${attribute.key}`;
  // Only text is worth keeping half typed.
  const isText = attribute.type === "text" || attribute.type === "url";
  return h(
    "div",
    { class: "field" },
    h("label", { for: key, title: definitionOf(attribute) }, nameOf(attribute), attribute.required && required()),
    control(attribute, value, key, (field) => change(read(attribute, field)), null, (field) => isText && keep(field.value)),
  );
}

function several(attribute, values, change) {
  return h(
    "fieldset",
    { class: "field" },
    h("legend", { title: definitionOf(attribute) }, nameOf(attribute), attribute.required && required()),
    [...values, ""].map((value, index) => {
      const key = `attribute-${attribute.key}-${index}`;
      return control(
        attribute,
        value,
        key,
        (field) => {
          const next = [...values];
          next[index] = read(attribute, field);
          change(next.filter((one) => one !== null));
        },
        nameOf(attribute),
      );
    }),
  );
}

function control(attribute, value, key, take, label = null, keep = undefined) {
  return h("input", {
    id: key,
    "data-key": key,
    type: INPUTS[attribute.type],
    value,
    step: attribute.type === "number" ? "any" : null,
    dir: attribute.type === "text" ? "auto" : "ltr",
    "aria-label": label,
    ...whenTyped(take, keep),
  });
}

/** The value that a person typed, null for nothing. */
function read(attribute, input) {
  const text = input.value.trim();
  if (!text) return null;
  return attribute.type === "number" ? Number(text) : text;
}

/** Begins with a space: without one, its first letter would join the last of the name before it. */
function required() {
  return [" ", h("span", { class: "required" }, gettext("required"))];
}
