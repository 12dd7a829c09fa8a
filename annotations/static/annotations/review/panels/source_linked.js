/** The source to which an annotation points, with the way to its page and the way off. */

import { bdi, button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { SOURCE_KINDS } from "./source_kinds.js";
import { nameOfSource } from "../state/names.js";

/**
 * @param {object|undefined} source undefined as long as it is not known
 * @param {string} paint how the role is painted whose words mark it
 */
export function sourceLinked(number, source, { paint, remove }) {
  return h(
    "p",
    { class: "part source-linked", "data-paint": paint },
    h(
      "span",
      { class: "source-name" },
      source?.key === "unknown" ? gettext("The source is unknown") : h("a", { href: `/sources/${number}/`, target: "_blank", "data-key": "source-page" }, bdi(nameOfSource(source) || `#${number}`)),
      source && source.key !== "unknown" && h("span", { class: "source-kind" }, SOURCE_KINDS[source.kind]()),
    ),
    button(gettext("Remove"), remove, { key: "source-clear" }),
  );
}
