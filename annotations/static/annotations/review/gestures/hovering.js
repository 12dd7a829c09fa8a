/** Words under the mouse light their card: the innermost annotation where several lie. */

import { annotationsOf } from "../state/reducer.js";

export function listenToHovering({ store, manuscript }) {
  let frame = 0;
  let last = null;
  let lit = null;

  function light(id) {
    // The cards light their words themselves.
    if (id === lit) return;
    lit = id;
    store.send({ type: "hovered", id });
  }

  function look() {
    frame = 0;
    const offset = last && offsetAt(last.x, last.y);
    light(offset === null ? null : (innermost(store.state, offset)?.id ?? null));
  }

  function offsetAt(x, y) {
    const place = document.caretPositionFromPoint?.(x, y);
    if (place) return manuscript.offsetOf(place.offsetNode, place.offset);
    const range = document.caretRangeFromPoint?.(x, y);
    return range ? manuscript.offsetOf(range.startContainer, range.startOffset) : null;
  }

  manuscript.root.addEventListener("pointermove", ({ pointerType, buttons, clientX, clientY }) => {
    if (pointerType !== "mouse" || buttons) return;
    last = { x: clientX, y: clientY };
    frame ||= requestAnimationFrame(look);
  });
  manuscript.root.addEventListener("pointerleave", () => {
    last = null;
    light(null);
  });
}

function innermost(state, offset) {
  let found = null;
  let shortest = Infinity;
  for (const annotation of annotationsOf(state)) {
    for (const { start, end } of annotation.state.anchors) {
      if (start > offset || offset >= end || end - start >= shortest) continue;
      found = annotation;
      shortest = end - start;
    }
  }
  return found;
}
