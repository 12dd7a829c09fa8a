/** A button in place of cards that are not shown, with how many they are. */

import { h } from "../../../newsdesk/js/dom.js";
import { interpolate, ngettext } from "../../../newsdesk/js/i18n.js";

export function railMore(key, count, onclick) {
  const name = interpolate(ngettext("%(n)s more annotation", "%(n)s more annotations", count), { n: count });
  const attributes = { type: "button", class: "button button-quiet button-small", "data-key": `more-${key}`, "aria-label": name, title: name, onclick };
  return h("li", { class: "rail-more" }, h("button", attributes, h("span", { dir: "ltr" }, `+${count}`)));
}
