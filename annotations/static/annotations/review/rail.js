/** The margin: one card for each annotation, beside the line where it begins, never one over another. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { kindOf, labelOf, paintOf } from "./codebook.js";
import { bdi, h, nameOf, redraw, shortened } from "./dom.js";
import { annotationsOf } from "./reducer.js";

const GAP = 6;
const COMPACT = 30;
// Up to so many cards are all in the page; of more, those this far from the window, in pixels, and so many beside them.
const ALL = 60;
const BEYOND = 600;
const BESIDE = 3;
// Within so many pixels of a line its cards must find room, or shrink.
const AROUND = 160;
const EXCERPT = 70;

export function createRail({ place, store, manuscript }) {
  let drawn = null;

  let order = [];
  let made = new Map();
  const heights = new WeakMap();

  function draw(state) {
    const { objects, active, hovered } = state;
    if (drawn && drawn.objects === objects && drawn.active === active) {
      if (drawn.hovered !== hovered) hover(hovered);
      drawn = state;
      return;
    }
    if (drawn?.objects.annotation !== objects.annotation) order = annotationsOf(state);
    drawn = state;
    place.closest("[data-rail]").toggleAttribute("data-empty", !order.length);
    show(state);
  }

  function hover(id) {
    for (const card of place.children) card.toggleAttribute("data-hovered", card.dataset.id === id);
  }

  /** The cards that are wanted now, made anew only where their annotation changed. */
  function show(state) {
    const before = made;
    made = new Map();
    for (const [position, annotation] of nearView(state)) {
      const isActive = annotation.id === state.active;
      const old = before.get(annotation.id);
      const same = old?.annotation === annotation && old.isActive === isActive;
      const element = same ? old.element : cardOf(state, annotation);
      element.setAttribute("aria-setsize", order.length);
      element.setAttribute("aria-posinset", position + 1);
      made.set(annotation.id, { annotation, isActive, element });
    }
    redraw(place, [...made.values()].map(({ element }) => element), arrange);
    hover(state.hovered);
  }

  /** Few annotations are all there; of many, those near the window, those next to them, the active and the focused one. */
  function nearView(state) {
    const all = order.map((annotation, position) => [position, annotation]);
    if (order.length <= ALL || !isMargin()) return all;
    const [from, to] = manuscript.offsetsBetween(-BEYOND, innerHeight + BEYOND);
    const focused = document.activeElement?.closest?.(".mark-card")?.dataset.id;
    const inside = all.filter(([, annotation]) => from <= startOf(annotation) && startOf(annotation) <= to);
    const first = (inside[0]?.[0] ?? all.findLastIndex(([, annotation]) => startOf(annotation) < from) + 1) - BESIDE;
    const last = (inside.at(-1)?.[0] ?? first + BESIDE) + BESIDE;
    return all.filter(
      ([position, { id }]) => (first <= position && position <= last) || id === state.active || id === focused,
    );
  }

  function isMargin() {
    return getComputedStyle(place).position === "relative";
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

  /**
   * Put each card at its line, or where its neighbours leave room; where many begin, all but the active one shrink to
   * one line. In a narrow window they are a plain list.
   */
  function arrange() {
    const cards = [...place.children];
    place.style.blockSize = "";
    for (const card of cards) card.style.insetBlockStart = "";
    if (!isMargin()) return cards.forEach((card) => card.removeAttribute("data-compact"));
    for (const card of cards) if (!heights.has(card)) card.removeAttribute("data-compact");
    const top = place.getBoundingClientRect().top;
    const rows = cards.map((card) => {
      if (!heights.has(card)) heights.set(card, card.offsetHeight);
      const { annotation, isActive } = made.get(card.dataset.id);
      const start = startOf(annotation);
      const wanted = start >= 0 ? manuscript.lineOf(start).top - top : 0;
      return { card, wanted, isActive, size: heights.get(card) + GAP };
    });
    for (const row of rows) {
      const around = rows.filter(({ wanted }) => Math.abs(wanted - row.wanted) <= AROUND);
      const needed = around.reduce((sum, { size }) => sum + size, 0);
      row.isCompact = !row.isActive && needed > 2 * AROUND;
    }
    for (const { card, isCompact } of rows) card.toggleAttribute("data-compact", isCompact);
    for (const row of rows) if (row.isCompact) row.size = COMPACT + GAP;
    for (const { card, at } of placed(rows)) card.style.insetBlockStart = `${at}px`;
  }

  let frame = 0;
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (drawn && order.length > ALL) show(drawn);
    });
  }

  store.subscribe(draw);
  addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(() => (drawn && order.length > ALL ? show(drawn) : arrange())).observe(manuscript.root);
  document.fonts?.ready.then(arrange);
}

function startOf(annotation) {
  return annotation.state.anchors.length ? Math.min(...annotation.state.anchors.map(({ start }) => start)) : -1;
}

/** Rows where none lies over another and all are as near their lines as can be; the active one counts for most. */
function placed(rows) {
  const crowds = [];
  for (const row of rows) {
    const weight = row.isActive ? 100 : 1;
    let crowd = { rows: [row], size: row.size, weight, sum: row.wanted * weight };
    for (let last = crowds.at(-1); last && last.sum / last.weight + last.size > crowd.sum / crowd.weight; last = crowds.at(-1)) {
      crowds.pop();
      crowd = {
        rows: [...last.rows, ...crowd.rows],
        size: last.size + crowd.size,
        weight: last.weight + crowd.weight,
        sum: last.sum + crowd.sum - last.size * crowd.weight,
      };
    }
    // Nothing rises over the top of the rail.
    if (crowd.sum < 0) crowd.sum = 0;
    crowds.push(crowd);
  }
  return crowds.flatMap(({ rows: together, sum, weight }) => {
    let at = sum / weight;
    return together.map((row) => ({ ...row, at: (at += row.size) - row.size }));
  });
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
