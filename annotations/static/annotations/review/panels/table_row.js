/** A row of the table: an annotation with its label, its words and how it stands. */

import { bdi, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "../state/codebook.js";
import { nameOf, nameOfSource } from "../state/names.js";
import { shortened } from "../text/shortened.js";

const EXCERPT = 160;

export function tableRow({ state, annotation, number, activate }) {
  const { state: said, problems, id } = annotation;
  const kind = kindOf(state.codebook, said.kind);
  const label = labelOf(state.codebook, said);
  const isActive = id === state.active;
  return h(
    "tr",
    { "data-kind": kind.key, "data-active": isActive },
    h("td", {}, String(number)),
    h(
      "th",
      { scope: "row" },
      h(
        "button",
        {
          type: "button",
          class: "link-button",
          "data-key": `row-${id}`,
          "aria-pressed": String(isActive),
          onclick: () => activate(isActive ? null : id),
        },
        nameOf(kind),
        ": ",
        label ? nameOf(label) : gettext("no label yet"),
      ),
    ),
    h("td", {}, parts(kind, said)),
    h(
      "td",
      {},
      problems.length > 0 && h("span", { class: "badge badge-warning" }, gettext("incomplete")),
      said.note && h("span", { class: "badge" }, gettext("note")),
      said.source !== null && h("span", { class: "badge" }, bdi(nameOfSource(state.sources[said.source]) || `#${said.source}`)),
    ),
  );
}

function parts(kind, said) {
  if (!said.anchors.length) return h("span", { class: "help" }, gettext("about the whole article"));
  return said.anchors.map(({ role, exact }) =>
    h(
      "p",
      { "data-paint": paintOf(kind, role) },
      kind.roles.length > 1 && [h("span", { class: "mark-card-role" }, nameOf(kind.roles.find(({ key }) => key === role))), " "],
      bdi(shortened(exact, EXCERPT)),
    ),
  );
}
