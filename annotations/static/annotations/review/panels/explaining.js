/** What a codebook says of its own parts, in the page's language. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { definitionOf } from "../state/names.js";

/** @returns {string[]} words that show what a kind, role or label is */
export function examplesOf(thing) {
  return (document.documentElement.lang === "en" ? thing.examples?.en : thing.examples?.ar) ?? [];
}

/**
 * The definition and the examples of a kind, role, label, attribute or choice; null where the codebook has none.
 * @param {Record<string, any>} [attributes] of the element
 */
export function explanationOf(thing, attributes = {}) {
  const definition = definitionOf(thing);
  const examples = examplesOf(thing);
  if (!definition && !examples.length) return null;
  return h(
    "div",
    { class: "explained", ...attributes },
    definition && h("p", { dir: "auto" }, definition),
    examples.length > 0 && h("p", { class: "explained-examples" }, gettext("For example:"), examples.map((words) => [" ", h("q", { dir: "auto" }, words)])),
  );
}
