/**
 * The card of an annotation in the margin: its kind and label; who says it, by name, and the first words of what is said; the
 * words of its other roles, and its relations while it is at hand.
 */

import { bdi, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "../state/codebook.js";
import { inverseNameOf, nameOf, nameOfSource } from "../state/names.js";
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
      partsOf(kind, annotation, linkedName(state, annotation)).map(([role, words, name]) =>
        h(
          "span",
          { class: "mark-card-part", "data-paint": paintOf(kind, role.key) },
          kind.roles.length > 1 && [h("span", { class: "mark-card-role" }, nameOf(role)), " "],
          name && [h("bdi", { class: "mark-card-linked" }, name), words && " · "],
          words && bdi(words),
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

/** The name of the entry of the registry to which an annotation points, where its own words say it otherwise. */
export function linkedName({ codebook, sources }, { state: { kind, source, anchors } }) {
  const name = source === null ? "" : nameOfSource(sources[source]);
  const role = kindOf(codebook, kind).source_role;
  return anchors.some((anchor) => anchor.role === role && anchor.exact === name) ? "" : name;
}

/** `[role, words, name]` of each role that has any: the source first, then what it says, then the others as the codebook has them. */
function partsOf(kind, { state: { anchors } }, name) {
  const first = [kind.source_role, kind.quoted_role];
  const rank = ({ key }) => (first.includes(key) ? first.indexOf(key) : first.length);
  return [...kind.roles]
    .sort((one, other) => rank(one) - rank(other))
    .map((role) => [role, shortened(anchors.filter((anchor) => anchor.role === role.key).map(({ exact }) => exact).join(" … "), EXCERPT), role.key === kind.source_role ? name : ""])
    .filter(([, words, linked]) => words || linked);
}
