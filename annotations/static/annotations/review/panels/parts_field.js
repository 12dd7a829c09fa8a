/** The words that an annotation marks: each part with its role and edges, and the roles that have none yet. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { explanationOf } from "./explaining.js";
import { edgesOf } from "./part_edges.js";
import { told } from "./told.js";
import { paintOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";

/** @param {{findSame: (annotation: object, index: number) => void}} acts among others, what looks for a part's words elsewhere */
export function partsField(kind, annotation, acts) {
  const { anchors } = annotation.state;
  const marked = (role) => anchors.some((anchor) => anchor.role === role.key);
  const unmarked = kind.roles.filter((role) => !marked(role));
  const wanted = unmarked.filter((role) => told(annotation, `roles/${role.key}`));
  return h(
    "div",
    { class: "field" },
    h("h3", { class: "field-title" }, gettext("Marked words")),
    anchors.length === 0 && h("p", { class: "help" }, gettext("None yet: choose words in the text, then a role.")),
    anchors.length > 0 && h("ul", { class: "parts" }, anchors.map((anchor, index) => partOf(kind, annotation, index, acts))),
    kind.roles.filter(marked).map((role) => told(annotation, `roles/${role.key}`)),
    wanted.length > 0 && h("ul", { class: "parts roles-wanted" }, wanted.map((role) => roleWanted(annotation, role))),
    unmarked.length > wanted.length && h("div", { class: "roles-more" }, unmarked.filter((role) => !wanted.includes(role)).map(roleMore)),
  );
}

function roleWanted(annotation, role) {
  return h("li", { class: "role-wanted", "data-path": `roles/${role.key}` }, told(annotation, `roles/${role.key}`), role.hotkey && h("kbd", {}, role.hotkey), explanationOf(role, { "data-shown": true }));
}

function roleMore(role) {
  return h("div", {}, h("span", { class: "role-more" }, `+ ${nameOf(role)}`, role.hotkey && [" ", h("kbd", {}, role.hotkey)]), explanationOf(role));
}

function partOf(kind, annotation, index, { editing, manuscript, findSame }) {
  const anchor = annotation.state.anchors[index];
  const role = kind.roles.find((one) => one.key === anchor.role);
  return h(
    "li",
    { class: "part", "data-paint": paintOf(kind, anchor.role) },
    kind.roles.length > 1 ? roleChoice(kind, role, index, (key) => editing.changeRole(annotation, index, key)) : h("span", { class: "part-role" }, nameOf(role)),
    h("q", { class: "part-words", dir: "auto" }, anchor.exact),
    button(`remove-${index}`, gettext("Remove"), () => editing.removeAnchor(annotation, index)),
    explanationOf(role),
    h(
      "div",
      { class: "part-edges" },
      edgesOf(annotation, index, { editing, manuscript }),
      button(`same-${index}`, gettext("Same words…"), () => findSame(annotation, index)),
    ),
  );
}

function roleChoice(kind, role, index, choose) {
  return h(
    "select",
    { class: "part-role", "data-key": `role-${index}`, "aria-label": gettext("Role"), onchange: (event) => choose(event.target.value) },
    kind.roles.map((one) => h("option", { value: one.key, selected: one === role }, nameOf(one))),
  );
}

function button(key, name, onclick) {
  return h("button", { type: "button", class: "button button-plain button-small", "data-key": key, onclick }, name);
}
