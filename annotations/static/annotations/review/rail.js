/** The margin: one card for each annotation, beside the line where it begins, never one over another. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "./codebook.js";
import { bdi, h, nameOf, redraw, shortened } from "./dom.js";
import { annotationsOf } from "./reducer.js";

const GAP = 6;
const EXCERPT = 70;

export function createRail({ place, store, manuscript }) {
  let drawn = null;

  function draw(state) {
    const { objects, active, hovered } = state;
    if (drawn && drawn.objects === objects && drawn.active === active && drawn.hovered === hovered) return;
    const onlyHovered = drawn && drawn.objects === objects && drawn.active === active;
    drawn = state;
    if (onlyHovered) {
      for (const card of place.children) card.toggleAttribute("data-hovered", card.dataset.id === hovered);
      return;
    }
    const annotations = annotationsOf(state);
    place.closest("[data-rail]").toggleAttribute("data-empty", !annotations.length);
    redraw(place, annotations.map((annotation) => cardOf(state, annotation)), arrange);
  }

  function cardOf(state, annotation) {
    const kind = kindOf(state.codebook, annotation.state.kind);
    const label = labelOf(state.codebook, annotation.state);
    const isActive = annotation.id === state.active;
    return h(
      "li",
      { class: "mark-card", "data-id": annotation.id, "data-kind": annotation.state.kind, "data-active": isActive },
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
        ),
        partsOf(kind, annotation).map(([role, words]) =>
          h(
            "span",
            { class: "mark-card-part", "data-paint": paintOf(kind.key, role.key) },
            kind.roles.length > 1 && [h("span", { class: "mark-card-role" }, nameOf(role)), " "],
            bdi(words),
          ),
        ),
      ),
    );
  }

  /** Put each card at its line, or below the one before it. In a narrow window they are a plain list. */
  function arrange() {
    const cards = [...place.children];
    const isMargin = getComputedStyle(place).position === "relative";
    place.style.blockSize = "";
    for (const card of cards) card.style.insetBlockStart = "";
    if (!isMargin) return;
    const top = place.getBoundingClientRect().top;
    const wanted = cards.map((card) => {
      const [first] = store.state.objects.annotation[card.dataset.id]?.state.anchors ?? [];
      return first ? (manuscript.rectangleOf(first.start, first.end)?.top ?? top) - top : 0;
    });
    const heights = cards.map((card) => card.offsetHeight);
    let free = 0;
    cards.forEach((card, index) => {
      const at = Math.max(free, wanted[index]);
      card.style.insetBlockStart = `${at}px`;
      free = at + heights[index] + GAP;
    });
    place.style.blockSize = `${free}px`;
  }

  store.subscribe(draw);
  new ResizeObserver(arrange).observe(manuscript.root);
  document.fonts?.ready.then(arrange);
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
