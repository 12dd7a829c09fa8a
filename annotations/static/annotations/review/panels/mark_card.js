/** The card of an annotation in the margin: its kind and label, the words of each role, and its relations while it is at hand. */

import { bdi, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "../state/codebook.js";
import { inverseNameOf, nameOf } from "../state/names.js";
import { relationsOf } from "../state/reducer.js";
import { shortened } from "../text/shortened.js";

const EXCERPT = 70;

export function markCard(annotation, isActive, { state, store }) {
  const { codebook } = state;
  const kind = kindOf(codebook, annotation.state.kind);
  const label = labelOf(codebook, annotation.state);
  return h(
    "li",
    { class: "mark-card", "data-id": annotation.id, "data-kind": annotation.state.kind, "data-paint": kind.paint, "data-active": isActive },
    h(
      "button",
      {
        type: "button",
        "data-key": `card-${annotation.id}`,
        "aria-pressed": isActive ? "true" : "false",
        onclick: () => store.send({ type: "activated", id: isActive ? null : annotation.id }),
        onpointerenter: () => store.send({ type: "hovered", id: annotation.id }),
        onpointerleave: () => store.send({ type: "hovered", id: null }),
        onfocus: () => store.send({ type: "hovered", id: annotation.id }),
        onblur: () => store.send({ type: "hovered", id: null }),
      },
      h(
        "span",
        { class: "mark-card-name" },
        nameOf(kind),
        h("span", { class: "mark-card-label" }, label ? nameOf(label) : gettext("no label yet")),
        annotation.problems.length > 0 && h("span", { class: "mark-card-problem" }, gettext("incomplete")),
        annotation.state.note && h("span", { class: "mark-card-label" }, gettext("note")),
      ),
      partsOf(kind, annotation).map(([role, words]) =>
        h(
          "span",
          { class: "mark-card-part", "data-paint": paintOf(kind, role.key) },
          kind.roles.length > 1 && [h("span", { class: "mark-card-role" }, nameOf(role)), " "],
          bdi(words),
        ),
      ),
      isActive && relationsOf(state, annotation.id).map((tie) => tieLine(state, annotation, tie)),
    ),
  );
}

function tieLine({ codebook, objects }, annotation, { state: { label, from, to } }) {
  const isOutward = from === annotation.id;
  const relation = codebook.relations.find(({ key }) => key === label);
  const words = objects.annotation[isOutward ? to : from]?.state.anchors.map(({ exact }) => exact).join(" … ") ?? "";
  return h(
    "span",
    { class: "mark-card-part" },
    h("span", { class: "mark-card-role" }, isOutward ? nameOf(relation) : inverseNameOf(relation)),
    " ",
    bdi(`«${shortened(words, EXCERPT)}»`),
  );
}

/** The words of each role, in the codebook's order, the parts of one role joined. */
function partsOf(kind, annotation) {
  return kind.roles
    .map((role) => [
      role,
      annotation.state.anchors
        .filter((anchor) => anchor.role === role.key)
        .map((anchor) => anchor.exact)
        .join(" … "),
    ])
    .filter(([, words]) => words)
    .map(([role, words]) => [role, shortened(words, EXCERPT)]);
}
