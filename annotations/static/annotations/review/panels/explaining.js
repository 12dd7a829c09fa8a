/** What a codebook says of its own parts, in the page's language. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { definitionOf } from "../state/names.js";

/** @returns {string[]} words that show what a kind, role, label or choice is, or with `not_examples` what it is not */
export function examplesOf(thing, which = "examples") {
  return (document.documentElement.lang === "en" ? thing[which]?.en : thing[which]?.ar) ?? [];
}

/**
 * The definition, examples and counter-examples of a kind, role, label, attribute or choice; null where there are none.
 * @param {Record<string, any>} [attributes] of the element
 */
export function explanationOf(thing, attributes = {}) {
  const definition = definitionOf(thing);
  const [examples, others] = ["examples", "not_examples"].map((which) => examplesOf(thing, which));
  if (!definition && !examples.length && !others.length) return null;
  return h(
    "div",
    { class: "explained", ...attributes },
    definition && h("p", { dir: "auto" }, definition),
    shown(gettext("For example:"), examples),
    shown(gettext("But not:"), others),
  );
}

function shown(title, examples) {
  return examples.length > 0 && h("p", { class: "explained-examples" }, title, examples.map((words) => [" ", quoted(words)]));
}

/** What an example says after an arrow is the codebook's word, no quotation. */
function quoted(words) {
  const [quote, ...said] = words.split(/ (?=[←→])/);
  return [h("q", { dir: "auto" }, quote), " ", said.join(" ")];
}
