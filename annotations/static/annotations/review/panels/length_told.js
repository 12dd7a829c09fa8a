/** Says beside a field how long its text has become. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { LIMITS, lengthOf } from "../state/limits.js";

const NEAR = 0.9;

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
