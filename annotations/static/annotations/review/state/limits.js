/**
 * How long a text may be: what is longer stays in its field and in this browser, but is not sent, as the server would not
 * take it (`NOTE_LIMIT` in annotations/writing/structure.py, `TEXT_LIMIT` and `URL_LIMIT` in annotations/codebook/values.py).
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { h } from "../dom.js";

const LIMITS = { note: 20_000, text: 5_000, url: 2_000 };
const NEAR = 0.9;

/**
 * @param {string} type "note", or an attribute's type
 * @param {unknown} value
 */
export function isTooLong(type, value) {
  return typeof value === "string" && type in LIMITS && lengthOf(value) > LIMITS[type];
}

/**
 * What a field says of the length of its text: nothing as long as there is room. Null for a type without a limit.
 * @param {string} type
 * @param {string} id of the element
 * @returns {{element: HTMLElement, show: (field: HTMLInputElement|HTMLTextAreaElement) => void} | null}
 */
export function lengthTold(type, id) {
  if (!(type in LIMITS)) return null;
  const warning = h("p", { class: "field-problem", role: "alert", hidden: true });
  const count = h("p", { class: "help", hidden: true });
  const limit = LIMITS[type];
  return {
    element: h("div", { id, class: "field-length" }, warning, count),
    show(field) {
      const length = lengthOf(field.value);
      const over = length - limit;
      count.hidden = length < limit * NEAR;
      if (!count.hidden) count.textContent = interpolate(gettext("%(length)s of at most %(limit)s characters"), { length, limit });
      if (over > 0) count.textContent += gettext(", ") + interpolate(gettext("%(over)s too many"), { over });
      if (warning.hidden !== over <= 0) {
        warning.hidden = over <= 0;
        warning.textContent = over > 0 ? gettext("Too long to be saved. Shorten it here; until then all of it stays in this browser alone.") : "";
        field.setAttribute("aria-invalid", String(over > 0));
      }
    },
  };
}

/** In code points, as the server counts. */
function lengthOf(text) {
  let length = text.length;
  for (const unit of text.matchAll(/[\ud800-\udbff](?=[\udc00-\udfff])/g)) length -= unit.length;
  return length;
}
