/**
 * The words that an annotation marks: each part takes a line until it is chosen, then it shows what can be done with it; and
 * the roles that have no words yet.
 */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { explanationOf } from "./explaining.js";
import { edgesOf } from "./part_edges.js";
import { told } from "./problems_told.js";
import { paintOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";

/**
 * @param {object} options
 * @param {(annotation: object, index: number) => void} options.findSame looks for a part's words elsewhere
 * @param {(key: string) => void} options.show draws the panel again and goes to a control
 */
export function createParts({ editing, manuscript, findSame, show }) {
  let chosen = { id: null, index: -1 };

  function choose(annotation, index) {
    const isChosen = chosen.id === annotation.id && chosen.index === index;
    chosen = { id: annotation.id, index: isChosen ? -1 : index };
    const { start, end } = annotation.state.anchors[index];
    if (!isChosen) manuscript.bring(start, end);
    show(`part-${index}`);
    // What a press redraws is there once it has ended.
    if (!isChosen) setTimeout(() => document.querySelector(`[data-key="part-${index}"]`)?.closest(".part").scrollIntoView({ block: "nearest" }));
  }

  return {
    draw(kind, annotation, { writable }) {
      const { anchors } = annotation.state;
      const marked = (role) => anchors.some((anchor) => anchor.role === role.key);
      const unmarked = kind.roles.filter((role) => !marked(role));
      const wanted = unmarked.filter((role) => told(annotation, `roles/${role.key}`));
      const at = annotation.id === chosen.id ? chosen.index : -1;
      const acts = { editing, manuscript, findSame, choose };
      return h(
        "div",
        { class: "field" },
        h("h3", { class: "field-title" }, gettext("Marked words")),
        anchors.length === 0 && h("p", { class: "help" }, gettext("None yet: choose words in the text, then a role.")),
        anchors.length > 0 && h("ul", { class: "parts" }, anchors.map((_, index) => partOf(kind, annotation, { index, isChosen: index === at, writable }, acts))),
        kind.roles.filter(marked).map((role) => told(annotation, `roles/${role.key}`)),
        wanted.length > 0 && h("ul", { class: "parts roles-wanted" }, wanted.map((role) => roleWanted(annotation, role))),
        unmarked.length > wanted.length && h("div", { class: "roles-more" }, unmarked.filter((role) => !wanted.includes(role)).map(roleMore)),
      );
    },
  };
}

function roleWanted(annotation, role) {
  return h("li", { class: "role-wanted", "data-path": `roles/${role.key}` }, told(annotation, `roles/${role.key}`), role.hotkey && h("kbd", {}, role.hotkey), explanationOf(role, { "data-shown": true }));
}

function roleMore(role) {
  return h("div", {}, h("span", { class: "role-more" }, `+ ${nameOf(role)}`, role.hotkey && [" ", h("kbd", {}, role.hotkey)]), explanationOf(role));
}

function partOf(kind, annotation, { index, isChosen, writable }, acts) {
  const anchor = annotation.state.anchors[index];
  const role = kind.roles.find((one) => one.key === anchor.role);
  const words = [h("span", { class: "part-role" }, nameOf(role)), " ", h("q", { class: "part-words", dir: "auto" }, anchor.exact)];
  return h(
    "li",
    { class: "part", "data-paint": paintOf(kind, anchor.role) },
    writable
      ? h("button", { type: "button", class: "part-line", "data-key": `part-${index}`, "aria-expanded": String(isChosen), onclick: () => acts.choose(annotation, index) }, words)
      : h("p", { class: "part-line" }, words),
    explanationOf(role),
    isChosen && toolsOf(kind, annotation, index, role, acts),
  );
}

/** What can be done with the part that is chosen. */
function toolsOf(kind, annotation, index, role, { editing, manuscript, findSame }) {
  return h(
    "div",
    { class: "part-tools" },
    kind.roles.length > 1 && roleChoice(kind, role, index, (key) => editing.changeRole(annotation, index, key)),
    edgesOf(annotation, index, { editing, manuscript }),
    button(gettext("Same words…"), () => findSame(annotation, index), { key: `same-${index}` }),
    button(gettext("Remove"), () => editing.removeAnchor(annotation, index), { key: `remove-${index}` }),
  );
}

function roleChoice(kind, role, index, choose) {
  return h(
    "select",
    { class: "part-role", "data-key": `role-${index}`, "aria-label": gettext("Role"), onchange: (event) => choose(event.target.value) },
    kind.roles.map((one) => h("option", { value: one.key, selected: one === role }, nameOf(one))),
  );
}
