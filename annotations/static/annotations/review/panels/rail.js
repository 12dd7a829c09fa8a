/** The margin: a card for each annotation, beside the line where it begins. In a narrow window it is a plain list. */

import { redraw } from "../../../newsdesk/js/dom.js";
import { createConnectors } from "../painting/connectors.js";
import { linkedName, markCard } from "./mark_card.js";
import { createRailArranging } from "./rail_arranging.js";
import { railMore } from "./rail_more.js";
import { ALL, between, positionsWanted } from "./rail_positions.js";
import { annotationsOf } from "../state/reducer.js";

// So many at a time in a plain list.
const LISTED = 60;

export function createRail({ place, store, manuscript }) {
  const rail = place.closest("[data-rail]");
  const isMargin = () => getComputedStyle(place).position === "relative";
  const connectors = createConnectors({ rail, store, cardOf: (id) => made.get(id)?.element });
  const arranging = createRailArranging({ place, manuscript, isMargin, arranged: () => connectors.draw() });
  let drawn = null;
  let order = [];
  let made = new Map();
  let listed = LISTED;

  function draw(state) {
    const { objects, active, hovered, sources } = state;
    const before = drawn;
    drawn = state;
    if (before && before.objects === objects && before.active === active && before.sources === sources) {
      if (before.hovered !== hovered) hover(before.hovered, hovered);
      return;
    }
    order = annotationsOf(state);
    rail.toggleAttribute("data-empty", !order.length);
    show();
  }

  function hover(before, now) {
    made.get(before)?.element.removeAttribute("data-hovered");
    made.get(now)?.element.setAttribute("data-hovered", "");
    connectors.draw();
  }

  /** The cards that are wanted now; arranged where any changed, or if `moved`. */
  function show({ moved = false } = {}) {
    const before = made;
    made = new Map(positions().map((position) => [order[position].id, cardAt(position, before)]));
    const isUnchanged = made.size === before.size && [...made].every(([id, { element }]) => before.get(id)?.element === element);
    if (isUnchanged) return moved && arranging.arrange(made);
    redraw(place, () => [...[...made.values()].map(({ element }) => element), more()], () => arranging.arrange(made));
    hover(null, drawn.hovered);
  }

  function positions() {
    if (!isMargin()) return between(0, Math.min(order.length, listed));
    return positionsWanted(order, [drawn.active, document.activeElement?.closest?.(".mark-card")?.dataset.id], manuscript);
  }

  /** A card, made anew only where what it shows changed. */
  function cardAt(position, before) {
    const annotation = order[position];
    const isActive = annotation.id === drawn.active;
    // Only the card at hand tells of relations.
    const ties = isActive ? drawn.objects : null;
    const old = before.get(annotation.id);
    const name = linkedName(drawn, annotation);
    const isSame = old?.annotation === annotation && old.ties === ties && old.name === name;
    const element = isSame ? old.element : markCard(annotation, isActive, { state: drawn, store });
    element.setAttribute("aria-setsize", order.length);
    element.setAttribute("aria-posinset", position + 1);
    return { annotation, isActive, ties, name, element };
  }

  function more() {
    if (isMargin() || listed >= order.length) return null;
    return railMore("list", order.length - listed, () => ((listed += LISTED), show()));
  }

  function moved() {
    arranging.moved();
    if (drawn) show({ moved: true });
  }

  store.subscribe(draw, { waits: true });
  whenScrolled(() => order.length > ALL && isMargin() && show());
  new ResizeObserver(moved).observe(manuscript.root);
  document.fonts?.ready.then(moved);
}

/** Once a frame, however often it is scrolled. */
function whenScrolled(act) {
  let frame = 0;
  addEventListener("scroll", () => (frame ||= requestAnimationFrame(() => ((frame = 0), act()))), { passive: true });
}
