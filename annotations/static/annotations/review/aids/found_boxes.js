/** Boxes over the places that were found, in a layer of their own, where a browser cannot paint highlights. */

import { h } from "../../../newsdesk/js/dom.js";

/** @param {HTMLElement} root the article */
export function createFoundBoxes(root) {
  const layer = h("div", { class: "found-boxes", "aria-hidden": "true" });
  const measure = document.createRange();
  let shown = [];
  let now = null;
  root.after(layer);
  // Lines end elsewhere in another width or size of letters.
  new ResizeObserver(draw).observe(root);

  function draw() {
    const frame = root.getBoundingClientRect();
    const boxes = shown.flatMap((place) => linesOf(place).map((line) => boxAt(line, frame, place === now)));
    layer.replaceChildren(...boxes);
  }

  function linesOf({ block: { node }, start, end }) {
    measure.setStart(node, start);
    measure.setEnd(node, end);
    return [...measure.getClientRects()];
  }

  return {
    /** Show these and no others, the one at hand stronger. */
    show(places, current) {
      [shown, now] = [places, current];
      draw();
    },
  };
}

function boxAt({ left, top, width, height }, frame, isNow) {
  const box = h("span", { class: "found-box", "data-now": isNow });
  Object.assign(box.style, { left: `${left - frame.left}px`, top: `${top - frame.top}px`, width: `${width}px`, height: `${height}px` });
  return box;
}
