/**
 * What a hand takes hold of: the ends of the words chosen by finger, and the edges of every part of the annotation at hand.
 * They stand above the line at a start and hang below it at an end, outside the words, and are not for the keyboard, which
 * has keys of its own for both.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { createHandleDrag } from "./handle_drag.js";
import { asksForWords } from "../state/flow.js";
import { activeOf, isWritable } from "../state/reducer.js";

export function createHandles({ place, store, manuscript, places, selecting, edges }) {
  const layer = h("div", { class: "handles-all", "aria-hidden": "true" });
  let shown = {};
  const take = createHandleDrag({ places, selecting, edges, wanted, arrange });
  place.append(layer);

  function draw(state) {
    const active = isWritable(state) ? activeOf(state) : null;
    const byFinger = manuscript.root.hasAttribute("data-touched");
    // A finger that goes for the next words would take hold of a part beside them.
    layer.toggleAttribute("data-asking", asksForWords(state));
    if (shown.active === active && shown.selection === state.selection && shown.byFinger === byFinger) return;
    shown = { active, selection: state.selection, byFinger };
    // Once what is chosen has come into sight: what is measured by then need not be measured again.
    queueMicrotask(arrange);
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

  manuscript.root.addEventListener("pointerdown", () => draw(store.state));
  store.subscribe(draw);
  edges.subscribe(arrange);
  new ResizeObserver(arrange).observe(manuscript.root);
  document.fonts?.ready.then(arrange);
}
