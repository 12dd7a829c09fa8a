/**
 * One attribute of an annotation as a form field, by its type in the codebook. While a field of choices has the focus,
 * the digits choose: 1 the first, 2 the second.
 */

import { h, whenTyped } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { explanationOf } from "./explaining.js";
import { lengthTold } from "./length_told.js";
import { isTooLong } from "../state/limits.js";
import { nameOf } from "../state/names.js";

const INPUTS = { text: "text", url: "url", number: "number", date: "date" };
const DIGITS = 9;

/**
 * @param {any} attribute of the codebook
 * @param {any} annotation
 * @param {object} options
 * @param {() => any} options.now the value that stands, which may be newer than what is shown; undefined for none
 * @param {(value: any) => void} options.change called with the new value, null for none
 * @param {(value: string, index?: number) => void} options.keep called with every key that is typed
 * @param {(index?: number) => string|undefined} options.kept what was typed and is too long to be saved
 * @param {Node|null} options.told what is amiss with it
 * @param {string|null} options.hotkey by which it is gone to, as it is shown
 */
export function attributeField(attribute, annotation, { now, change, keep, kept, told, hotkey }) {
  const value = annotation.state.attributes[attribute.key];
  if (attribute.type === "choice") return choices(attribute, "radio", [value], { told, hotkey }, (key, on) => change(on ? key : null));
  if (attribute.type === "choices") {
    const order = attribute.choices.map((choice) => choice.key);
    return choices(attribute, "checkbox", value ?? [], { told, hotkey }, (key, on) => {
      const held = now() ?? [];
      change(order.filter((one) => (one === key ? on : held.includes(one))));
    });
  }
  if (attribute.type === "boolean") {
    return choices(
      { ...attribute, choices: [{ key: true, name: { ar: "نعم", en: "Yes" } }, { key: false, name: { ar: "لا", en: "No" } }] },
      "radio",
      [value],
      { told, hotkey },
      (key, on) => change(on ? key : null),
    );
  }
  return attribute.repeated ? several(attribute, value ?? [], { told, hotkey }, { now, change, keep, kept }) : single(attribute, kept() ?? value ?? "", { told, hotkey }, change, keep);
}

function choices(attribute, type, held, { told, hotkey }, change) {
  const taken = (choice) => held.includes(choice.key);
  const explained = `attribute-${attribute.key}-explained`;
  return h(
    "fieldset",
    {
      class: "field choices choices-inline",
      "data-path": `attributes/${attribute.key}`,
      "aria-describedby": described(told, explained),
      onkeydown: (event) => {
        const choice = !isForInputMethod(event) && digitOf(event) && attribute.choices[digitOf(event) - 1];
        if (!choice) return;
        event.preventDefault();
        change(choice.key, type === "radio" || !taken(choice));
      },
    },
    h("legend", {}, nameOf(attribute), attribute.required && required(), keyTold(hotkey)),
    told,
    explanationOf(attribute, { id: explained }),
    attribute.choices.map((choice, place) => {
      const on = taken(choice);
      const meaning = `attribute-${attribute.key}-${choice.key}-explained`;
      return [
        h(
          "label",
          { class: "choice" },
          h("input", {
            type,
            name: `attribute-${attribute.key}`,
            value: choice.key,
            "data-key": `attribute-${attribute.key}-${choice.key}`,
            "aria-describedby": choice.definition && meaning,
            checked: on,
            onchange: (event) => change(choice.key, event.target.checked),
            // A choice that was made can be unmade: press it again, but not by a double click.
            onclick: ({ detail }) => type === "radio" && on && detail < 2 && !attribute.required && change(choice.key, false),
          }),
          h("span", {}, nameOf(choice)),
          place < DIGITS && h("kbd", { class: "choice-digit", "aria-hidden": "true" }, place + 1),
        ),
        explanationOf(choice, { id: meaning }),
      ];
    }),
  );
}

/** The digit that was pressed alone, by the key's place; 0 for any other key. */
function digitOf({ code, ctrlKey, metaKey, altKey, shiftKey }) {
  const isAlone = !(ctrlKey || metaKey || altKey || shiftKey);
  return isAlone && /^(Digit|Numpad)[1-9]$/.test(code) ? Number(code.at(-1)) : 0;
}

function single(attribute, value, { told, hotkey }, change, keep) {
  const key = `attribute-${attribute.key}`;
  // Only text is worth keeping half typed.
  const isText = attribute.type === "text" || attribute.type === "url";
  return h(
    "div",
    { class: "field", "data-path": `attributes/${attribute.key}` },
    h("label", { for: key }, nameOf(attribute), attribute.required && required(), keyTold(hotkey)),
    told,
    explanationOf(attribute, { id: `${key}-explained` }),
    control(attribute, value, key, told, (field) => change(read(attribute, field)), null, (field) => isText && keep(field.value.trim())),
  );
}

function several(attribute, values, { told, hotkey }, { now, change, keep, kept }) {
  return h(
    "fieldset",
    { class: "field", "data-path": `attributes/${attribute.key}` },
    h("legend", {}, nameOf(attribute), attribute.required && required(), keyTold(hotkey)),
    told,
    explanationOf(attribute, { id: `attribute-${attribute.key}-explained` }),
    [...values, ""].map((value, index) => {
      const key = `attribute-${attribute.key}-${index}`;
      let saved = values[index];
      return control(
        attribute,
        kept(index) ?? value,
        key,
        told,
        (field) => {
          if (isTooLong(attribute.type, field.value.trim())) return;
          const next = [...(now() ?? [])];
          const place = next.indexOf(saved);
          saved = read(attribute, field);
          next[place < 0 ? next.length : place] = saved;
          change(next.filter((one) => one !== null));
        },
        nameOf(attribute),
        // Of several, only what cannot be saved is kept half typed.
        (field) => {
          if (isTooLong(attribute.type, field.value.trim())) keep(field.value.trim(), index);
          else if (kept(index) !== undefined) keep(null, index);
        },
      );
    }),
  );
}

function control(attribute, value, key, told, take, label = null, keep = undefined) {
  const long = lengthTold(attribute.type, `${key}-length`);
  const typed = whenTyped(take, keep);
  const input = h("input", {
    id: key,
    "data-key": key,
    type: INPUTS[attribute.type],
    value,
    step: attribute.type === "number" ? "any" : null,
    dir: attribute.type === "text" ? "auto" : "ltr",
    "aria-label": label,
    "aria-describedby": described(told, attribute.definition && `attribute-${attribute.key}-explained`, long && `${key}-length`),
    "aria-invalid": told && "true",
    ...typed,
    oninput(event) {
      typed.oninput(event);
      long?.show(event.target);
    },
  });
  long?.show(input);
  return [input, long?.element];
}

function described(told, ...others) {
  return [told?.id, ...others].filter(Boolean).join(" ") || null;
}

/** The value that a person typed, null for nothing. */
function read(attribute, input) {
  const text = input.value.trim();
  if (!text) return null;
  return attribute.type === "number" ? Number(text) : text;
}

/** A space parts it from the name. */
function keyTold(hotkey) {
  return hotkey && [" ", h("kbd", { "aria-hidden": "true" }, hotkey)];
}

/** Begins with a space: without one, its first letter would join the last of the name before it. */
function required() {
  return [" ", h("span", { class: "required" }, gettext("required"))];
}
