/** What stands in a form's fields, as `{name: [values]}`, and put back into them. */

const NEVER = new Set(["file", "password", "submit", "button", "reset", "image", "hidden"]);
// The state that a form was made against: put back with the rest, so that nothing is overwritten unseen.
const SEEN = "seen";

export function valuesOf(form) {
  return collected(form, (field) => {
    if (isTicked(field)) return field.checked ? [field.value] : [];
    return field.options ? [...field.selectedOptions].map(({ value }) => value) : [field.value];
  });
}

/** What stood in them when the page came, whatever the browser has filled in since. */
export function servedValuesOf(form) {
  return collected(form, (field) => {
    if (isTicked(field)) return field.defaultChecked ? [field.value] : [];
    if (!field.options) return [field.defaultValue];
    const chosen = [...field.options].filter(({ defaultSelected }) => defaultSelected);
    return (chosen.length || field.multiple ? chosen : [...field.options].slice(0, 1)).map(({ value }) => value);
  });
}

export function putBack(form, values) {
  const left = structuredClone(values);
  for (const field of fieldsOf(form).filter(({ name }) => name in left)) {
    fill(field, left[field.name]);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function areSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function collected(form, chosenIn) {
  const values = {};
  for (const field of fieldsOf(form)) (values[field.name] ??= []).push(...chosenIn(field));
  return values;
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !field.disabled && (field.name === SEEN || !NEVER.has(field.type)) && "value" in field);
}

function isTicked({ type }) {
  return type === "checkbox" || type === "radio";
}

/** Fields of one name take their values one after the other. */
function fill(field, values) {
  if (isTicked(field)) field.checked = values.includes(field.value);
  else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
  else if (values.length) field.value = values.shift();
}
