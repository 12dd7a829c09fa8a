/** The margin: a card for each annotation, beside the line where it begins. In a narrow window it is a plain list. */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { createConnectors } from "./connectors.js";
import { kindOf, labelOf, paintOf } from "./codebook.js";
import { bdi, h, nameOf, redraw, shortened } from "./dom.js";
import { layOut } from "./rail_layout.js";
import { annotationsOf, relationsOf } from "./reducer.js";
import { afterGesture } from "./store.js";

// Up to so many cards are all in the page; of more, those this far from the window, in pixels, and so many beside them.
const ALL = 60;
const BEYOND = 600;
const BESIDE = 3;
// So many at a time in a plain list.
const LISTED = 60;
const EXCERPT = 70;

export function createRail({ place, store, manuscript }) {
  const rail = place.closest("[data-rail]");
  const connectors = createConnectors({ rail, store, cardOf: (id) => made.get(id)?.element });
  const heights = new WeakMap();
  const opened = new Set();
  let lines = new Map();
  let drawn = null;
  let order = [];
  let made = new Map();
  let groups = [];
  let listed = LISTED;

  function draw(state) {
    const { objects, active, hovered } = state;
    if (drawn && drawn.objects === objects && drawn.active === active) {
      const before = drawn.hovered;
      drawn = state;
      if (before !== hovered) hover(before, hovered);
      return;
    }
    order = annotationsOf(state);
    drawn = state;
    rail.toggleAttribute("data-empty", !order.length);
    show();
  }

  function hover(before, now) {
    made.get(before)?.element.removeAttribute("data-hovered");
    made.get(now)?.element.setAttribute("data-hovered", "");
    connectors.draw();
  }

  /** The cards that are wanted now, made anew only where what they show changed; arranged where any did, or if `moved`. */
  function show({ moved = false } = {}) {
    const before = made;
    made = new Map();
    for (const position of positionsWanted()) {
      const annotation = order[position];
      const isActive = annotation.id === drawn.active;
      // Only the card at hand tells of relations.
      const ties = isActive ? drawn.objects : null;
      const old = before.get(annotation.id);
      const isSame = old?.annotation === annotation && old.ties === ties;
      const element = isSame ? old.element : cardFor(annotation, isActive);
      element.setAttribute("aria-setsize", order.length);
      element.setAttribute("aria-posinset", position + 1);
      made.set(annotation.id, { annotation, isActive, ties, element });
    }
    const isUnchanged = made.size === before.size && [...made].every(([id, { element }]) => before.get(id)?.element === element);
    if (isUnchanged) return moved && arrange();
    redraw(place, () => [...[...made.values()].map(({ element }) => element), more()], arrange);
    hover(null, drawn.hovered);
  }

  /** Few annotations are all there; of many, those near the window, those next to them, the active and the focused one. */
  function positionsWanted() {
    if (!isMargin()) return between(0, Math.min(order.length, listed));
    if (order.length <= ALL) return between(0, order.length);
    const [from, to] = manuscript.offsetsBetween(-BEYOND, innerHeight + BEYOND);
    const held = [drawn.active, document.activeElement?.closest?.(".mark-card")?.dataset.id];
    const apart = held.map((id) => order.findIndex((annotation) => annotation.id === id)).filter((position) => position >= 0);
    const near = between(Math.max(0, firstFrom(from) - BESIDE), Math.min(order.length, firstFrom(to + 1) + BESIDE));
    // What is said of the whole article stands at its head.
    const whole = from <= manuscript.blocks[0].start ? between(firstFrom(Infinity), order.length) : [];
    return [...new Set([...near, ...whole, ...apart])].sort((one, other) => one - other);
  }

  /** The first position whose words begin at an offset or after it. */
  function firstFrom(offset) {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(order[middle]) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function isMargin() {
    return getComputedStyle(place).position === "relative";
  }

  function more() {
    if (isMargin() || listed >= order.length) return null;
    const all = () => ((listed += LISTED), show());
    return h("li", { class: "rail-more" }, moreButton("list", order.length - listed, all));
  }

  function moreButton(key, count, onclick) {
    const name = interpolate(ngettext("%(n)s more annotation", "%(n)s more annotations", count), { n: count });
    return h("button", { type: "button", class: "button button-quiet button-small", "data-key": `more-${key}`, "aria-label": name, title: name, onclick }, h("span", { dir: "ltr" }, `+${count}`));
  }

  function cardFor(annotation, isActive) {
    const { codebook } = drawn;
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
        isActive && relationsOf(drawn, annotation.id).map((tie) => tieLine(annotation, tie)),
      ),
    );
  }

  function tieLine(annotation, { state: { label, from, to } }) {
    const { codebook, objects } = drawn;
    const isOutward = from === annotation.id;
    const name = nameOf(codebook.relations.find(({ key }) => key === label));
    const words = objects.annotation[isOutward ? to : from]?.state.anchors.map(({ exact }) => exact).join(" … ") ?? "";
    return h(
      "span",
      { class: "mark-card-part" },
      h("span", { class: "mark-card-role" }, isOutward ? name : `${name} (${gettext("from")})`),
      " ",
      bdi(`«${shortened(words, EXCERPT)}»`),
    );
  }

  /** Put each card at its line, or where its neighbours leave room. */
  function arrange() {
    for (const group of groups) group.remove();
    groups = [];
    const cards = [...made.values()];
    if (!isMargin()) return cards.forEach(({ element }) => free(element));
    for (const { element } of cards) if (!heights.has(element)) free(element);
    const top = place.getBoundingClientRect().top;
    const rows = cards.map(({ annotation, isActive, element }) => {
      if (!heights.has(element)) heights.set(element, element.offsetHeight);
      return { id: annotation.id, wanted: lineOf(startOf(annotation), top), size: heights.get(element), isOpen: isActive, isAskedFor: opened.has(annotation.id) };
    });
    const laid = layOut(rows);
    const hidden = new Set(laid.groups.flatMap(({ ids }) => ids));
    for (const { annotation, element } of cards) element.hidden = hidden.has(annotation.id);
    for (const { id, at, isCompact } of laid.placed) {
      const { element } = made.get(id);
      element.toggleAttribute("data-compact", isCompact);
      element.style.insetBlockStart = `${at}px`;
    }
    for (const { ids, at } of laid.groups) addGroup(ids, at);
    connectors.draw();
  }

  function free(element) {
    element.hidden = false;
    element.removeAttribute("data-compact");
    element.style.insetBlockStart = "";
  }

  /** A button in place of the cards for which there is no room; pressed, it makes room. */
  function addGroup(ids, at) {
    const open = () => {
      for (const id of ids) opened.add(id);
      arrange();
      made.get(ids[0]).element.querySelector("button").focus();
    };
    const group = h("li", { class: "rail-more" }, moreButton(ids[0], ids.length, open));
    group.style.insetBlockStart = `${at}px`;
    made.get(ids[0]).element.before(group);
    groups.push(group);
  }

  /** How far below the rail's top the line of an offset is, measured once as long as nothing moves. */
  function lineOf(start, top) {
    if (start === Infinity) return 0;
    if (!lines.has(start)) lines.set(start, manuscript.lineOf(start).top - top);
    return lines.get(start);
  }

  let frame = 0;
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (order.length > ALL && isMargin()) show();
    });
  }

  function moved() {
    lines = new Map();
    if (drawn) show({ moved: true });
  }

  store.subscribe(afterGesture(draw));
  addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(moved).observe(manuscript.root);
  document.fonts?.ready.then(moved);
}

function between(first, last) {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

function startOf(annotation) {
  return annotation.state.anchors.length ? Math.min(...annotation.state.anchors.map(({ start }) => start)) : Infinity;
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
