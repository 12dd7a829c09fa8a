/**
 * The guided first use: a few steps under the bar, each done on the page itself and ticked off by doing it. It follows what is
 * done, ahead or back, folds to a line, can be left at any moment and called back from the list of keys.
 */

import { button, h, redraw } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { stepAfter, stepsFor } from "./tour_steps.js";

/** A window lower than this, in pixels, has room for a line of it alone. */
const LOW = 480;

/**
 * @param {object} options
 * @param {HTMLElement} options.place where the steps are shown
 * @param {(name: string) => HTMLElement | null} options.part the page's parts, to point at
 * @param {() => void} options.onEnd when it has been ended or left
 */
export function createTour({ place, part, store, editing, onEnd }) {
  const steps = stepsFor(store.state.codebook);
  let current = 0;
  let begun = store.state;
  let undoable = 0;
  let isFolded = false;

  /** From the first step; the focus stays where it is unless somebody asked. */
  function begin({ asked = true } = {}) {
    current = 0;
    undoable = store.state.undo.length;
    isFolded = innerHeight < LOW;
    enter();
    place.hidden = false;
    if (asked) place.querySelector("button").focus();
  }

  function go(to) {
    current = to;
    enter();
  }

  /** What a step waits for is measured against the page as the step found it. */
  function enter() {
    begun = store.state;
    show();
  }

  function end({ undoing = false } = {}) {
    while (undoing && store.state.undo.length > undoable) editing.undo();
    place.hidden = true;
    point(null);
    onEnd();
    part("text").focus({ preventScroll: true });
  }

  function show() {
    const { key, title, text, target } = steps[current];
    point(part(target));
    place.toggleAttribute("data-folded", isFolded);
    redraw(place, () => [
      h("p", { class: "tour-count" }, interpolate(gettext("Step %(n)s of %(all)s"), { n: current + 1, all: steps.length })),
      h("h2", { class: "tour-title" }, title),
      h("p", { class: isFolded ? "tour-text visually-hidden" : "tour-text", role: "status", "data-step": key }, text),
      h("div", { class: "cluster tour-buttons" }, !isFolded && leading(), folding(isFolded, fold)),
    ]);
  }

  function leading() {
    const isLast = current === steps.length - 1;
    const hasTried = store.state.undo.length > undoable;
    return [
      button(wordsOnward(current, isLast), () => (isLast ? end() : go(current + 1)), { look: "", key: "tour-next" }),
      current > 0 && button(gettext("Back"), () => go(current - 1), { look: "quiet", key: "tour-back" }),
      isLast && hasTried && button(gettext("Undo what I tried"), () => end({ undoing: true }), { look: "quiet", key: "tour-undo" }),
      !isLast && button(gettext("Leave the tour"), () => end(), { key: "tour-end" }),
    ];
  }

  function fold() {
    isFolded = !isFolded;
    show();
  }

  // What is at hand is closed first, as everywhere.
  place.addEventListener("keydown", (event) => {
    const { active, flow, selection } = store.state;
    if (event.key !== "Escape" || isForInputMethod(event) || active || flow || selection) return;
    event.preventDefault();
    end();
  });

  makeRoomFor(place);
  store.subscribe((state) => {
    const to = place.hidden ? current : stepAfter(steps, current, state, begun);
    if (to !== current) go(to);
  });

  return { begin };
}

/** What sticks below is told how high it is. */
function makeRoomFor(place) {
  new ResizeObserver(([{ borderBoxSize: [{ blockSize }] }]) => document.documentElement.style.setProperty("--tour", `${blockSize}px`)).observe(place);
}

function wordsOnward(current, isLast) {
  if (isLast) return gettext("Begin working");
  return current ? gettext("Next") : gettext("Show me");
}

function folding(isFolded, fold) {
  return button(isFolded ? gettext("Unfold") : gettext("Fold"), fold, { key: "tour-fold", "aria-expanded": String(!isFolded) });
}

function point(target) {
  for (const pointed of document.querySelectorAll("[data-pointed]")) pointed.removeAttribute("data-pointed");
  target?.toggleAttribute("data-pointed", true);
}
