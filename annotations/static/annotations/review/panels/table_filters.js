/** Which annotations the table shows. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { nameOf } from "../state/names.js";

/** @param {(changes: object) => void} want other rows are wanted now */
export function tableFilters({ codebook }, wanted, want) {
  return h(
    "form",
    { class: "table-filters form-inline", "aria-label": gettext("Which annotations"), onsubmit: (event) => event.preventDefault() },
    h(
      "label",
      {},
      gettext("Kind"),
      h(
        "select",
        { class: "input", "data-key": "filter-kind", onchange: (event) => want({ kind: event.target.value }) },
        h("option", { value: "" }, gettext("All")),
        codebook.annotations.map((kind) => h("option", { value: kind.key, selected: wanted.kind === kind.key }, nameOf(kind))),
      ),
    ),
    h(
      "label",
      {},
      gettext("Words or notes"),
      h("input", { class: "input", type: "search", dir: "auto", "data-key": "filter-words", value: wanted.words, oninput: (event) => want({ words: event.target.value }) }),
    ),
    h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", "data-key": "filter-incomplete", checked: wanted.incomplete, onchange: (event) => want({ incomplete: event.target.checked }) }),
      gettext("Incomplete only"),
    ),
  );
}
