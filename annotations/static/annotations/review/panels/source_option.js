/** A line of the list of sources: one of the registry, a new one, or none that anybody knows. */

import { bdi, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { SOURCE_KINDS } from "./source_kinds.js";
import { nameOfSource } from "../state/names.js";

const ALIASES = 4;

/**
 * @param {{source?: object, digit?: number, name?: string, isUnnamed?: boolean, take: () => void}} row a source (of this article by
 *   its digit), the name of a new one, or that it is not named; none of them for the unknown
 */
export function sourceOption({ source, digit, name, isUnnamed, take }, index, isReached) {
  return h(
    "li",
    {
      id: `source-option-${index}`,
      role: "option",
      class: source ? "" : name ? "source-option-new" : "source-option-unknown",
      "aria-selected": String(isReached),
      // The field keeps the focus, so that typing goes on where it was.
      onpointerdown: (event) => event.preventDefault(),
      onclick: take,
    },
    source ? known(source, digit) : name ? [h("span", {}, gettext("New:"), " ", bdi(name)), h("kbd", {}, "Ctrl Enter")] : [h("span", {}, isUnnamed ? gettext("The source is not named") : gettext("The source is unknown"))],
  );
}

function known(source, digit) {
  return [
    digit && h("kbd", { title: gettext("In this article") }, digit),
    bdi(nameOfSource(source)),
    h("span", { class: "source-kind" }, SOURCE_KINDS[source.kind]()),
    source.aliases?.length > 0 && h("span", { class: "source-aliases" }, bdi(source.aliases.slice(0, ALIASES).join("، "))),
  ];
}
