/**
 * What a hand takes hold of: the ends of the words chosen by finger, and the edges of every part of the annotation at hand.
 * They stand above the line at a start and hang below it at an end, outside the words, and are not for the keyboard, which
 * has keys of its own for both.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { activeOf, isWritable } from "../state/reducer.js";

const STILL = 3;
const MARGIN = 48;
const SPEED = 10;

export function createHandles({ place, store, manuscript, places, selecting, edges }) {
  const layer = h("div", { "aria-hidden": "true" });
  let shown = {};
  let drag = null;
  place.append(layer);

  function draw(state) {
    const active = isWritable(state) ? activeOf(state) : null;
    const byFinger = manuscript.root.hasAttribute("data-touched");
    if (shown.active === active && shown.selection === state.selection && shown.byFinger === byFinger) return;
    shown = { active, selection: state.selection, byFinger };
    arrange();
  }

  /** Whose ends have handles: the words chosen last, else the parts of the annotation at hand. */
  function wanted() {
    const { active, selection, byFinger } = shown;
    if (selection) return byFinger ? [{ ...selection.at(-1), index: -1 }] : [];
    return (active?.state.anchors ?? []).map((anchor, index) => ({ ...(index === edges.held?.index ? edges.shown() : anchor), index }));
  }

  function arrange() {
    const spans = wanted();
    // Without handles nothing is measured: that would lay the page out.
    if (!spans.length && !layer.children.length) return;
    const frame = place.getBoundingClientRect();
    const handles = spans.flatMap((span) => ["start", "end"].map((edge) => handleFor(span, edge, frame)));
    // What is being dragged stays: it holds the pointer.
    if (!handles.every((handle, at) => handle === layer.children[at]) || handles.length !== layer.children.length) layer.replaceChildren(...handles);
  }

  function handleFor({ index, start, end }, edge, frame) {
    const known = [...layer.children].find((one) => one.dataset.index === String(index) && one.dataset.edge === edge);
    const handle = known ?? h("span", { class: "handle", "data-index": index, "data-edge": edge, onpointerdown: take });
    const at = places.edgeOf({ start, end }, edge);
    handle.hidden = !at;
    handle.toggleAttribute("data-held", edges.held?.index === index && edges.held.edge === edge);
    if (!at) return handle;
    handle.dataset.side = at.isLeft ? "left" : "right";
    handle.style.left = `${at.x - frame.left}px`;
    handle.style.top = `${at.top - frame.top}px`;
    handle.style.blockSize = `${at.bottom - at.top}px`;
    return handle;
  }

  function take(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const index = Number(handle.dataset.index);
    const { edge } = handle.dataset;
    const span = wanted().find((one) => one.index === index);
    const at = places.edgeOf(span, edge);
    handle.setPointerCapture(event.pointerId);
    // The finger is beside the letters: what counts is how far it has come.
    drag = { handle, index, edge, span, from: event, by: { x: event.clientX - at.x, y: event.clientY - (at.top + at.bottom) / 2 }, last: event };
    handle.setAttribute("data-held", "");
    handle.onpointermove = move;
    handle.onpointerup = () => drop(true);
    handle.onpointercancel = handle.onlostpointercapture = () => drop(false);
  }

  function move(event) {
    if (!drag) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.from.clientX, event.clientY - drag.from.clientY) < STILL) return;
    if (!drag.moved && drag.index >= 0) edges.hold(drag.index, drag.edge);
    if (!drag.moved) requestAnimationFrame(scroll);
    drag.moved = true;
    drag.last = event;
    reach(event);
  }

  function reach({ clientX, clientY, altKey }) {
    const { offset } = places.at(clientX - drag.by.x, clientY - drag.by.y);
    const { edge, span } = drag;
    if (drag.index < 0) {
      const other = edge === "start" ? span.end : span.start;
      if (edge === "start" ? offset < other : offset > other) selecting.cover(other, offset, altKey ? { letters: true } : {});
      return;
    }
    // An edge that is put into a word goes to the end of it that leaves the word whole.
    edges.show(altKey ? offset : places.wholeWords({ start: offset, end: offset })[edge]);
  }

  /** Near the top or bottom of the window the text comes along. */
  function scroll() {
    if (!drag) return;
    const { clientY } = drag.last;
    const by = clientY < MARGIN ? -SPEED : clientY > innerHeight - MARGIN ? SPEED : 0;
    if (by) {
      scrollBy(0, by);
      reach(drag.last);
    }
    requestAnimationFrame(scroll);
  }

  function drop(isDone) {
    if (!drag) return;
    const { handle, index, moved } = drag;
    drag = null;
    handle.removeAttribute("data-held");
    handle.onpointermove = handle.onpointerup = handle.onpointercancel = handle.onlostpointercapture = null;
    if (moved && index >= 0) (isDone ? edges.release : edges.cancel)();
    arrange();
  }

  addEventListener("keydown", (event) => drag && event.code === "Escape" && drop(false), true);
  manuscript.root.addEventListener("pointerdown", () => draw(store.state));
  store.subscribe(draw);
  edges.subscribe(arrange);
  new ResizeObserver(arrange).observe(manuscript.root);
  document.fonts?.ready.then(arrange);
}
