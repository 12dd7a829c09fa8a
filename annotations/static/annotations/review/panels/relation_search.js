/** Looks for the other end of a new relation: which relation, the words of the other annotation, and what is found. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { explanationOf } from "./explaining.js";
import { nameOf } from "../state/names.js";

/**
 * @param {object} options
 * @param {object[]} options.possible relations, one of which is `relation`
 * @param {() => HTMLElement[]} options.found what there is to choose from, for what is typed now
 * @param {(words: string) => void} options.typed
 * @param {(key: string) => void} options.turn to another relation
 * @param {() => void} options.stop
 */
export function relationSearch({ possible, relation, query, found, typed, turn, stop }) {
  const results = h("ul", { class: "parts tie-results", id: "tie-results" });
  const fill = () => results.replaceChildren(...found());
  fill();
  return h(
    "div",
    { class: "tie-search", role: "group", "aria-label": gettext("Add a relation"), onkeydown: (event) => leave(event, stop) },
    h(
      "select",
      { class: "control", "data-key": "tie-relation", "aria-label": gettext("Relation"), onchange: (event) => turn(event.target.value) },
      possible.map((one) => h("option", { value: one.key, selected: one === relation }, nameOf(one))),
    ),
    explanationOf(relation, { id: "tie-explained", "data-shown": true }),
    h("p", { class: "help", id: "tie-help" }, gettext("Press the other annotation in the text or in the margin, or look for its words:")),
    wordsField(query, { oninput: (event) => (typed(event.target.value), fill()), onkeydown: (event) => choose(event, results) }),
    results,
    button(gettext("Cancel"), stop, { key: "tie-stop" }),
  );
}

function wordsField(value, listeners) {
  return h("input", {
    type: "search",
    "data-key": "tie-search",
    class: "control",
    dir: "auto",
    autocomplete: "off",
    value,
    "aria-label": gettext("Words of the other annotation"),
    "aria-describedby": "tie-help",
    "aria-controls": "tie-results",
    ...listeners,
  });
}

function leave(event, stop) {
  if (event.key !== "Escape" || isForInputMethod(event)) return;
  event.preventDefault();
  event.stopPropagation();
  stop();
}

/** Down to what is found, or the first of it at once: one that is likely before anything is typed, too. */
function choose(event, results) {
  if (isForInputMethod(event)) return;
  const first = results.querySelector("button");
  if (event.key === "ArrowDown" && first) first.focus();
  else if (event.key === "Enter" && (event.target.value.trim() || first?.hasAttribute("data-likely")) && first) first.click();
  else return;
  event.preventDefault();
}
