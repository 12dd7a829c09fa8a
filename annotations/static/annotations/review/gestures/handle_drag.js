/** Dragging a handle: it takes the end of the chosen words along, or the edge of a part. */

const STILL = 3;
const MARGIN = 48;
const SPEED = 10;

/** @param {{wanted: () => object[], arrange: () => void}} options wanted: the spans that have handles now; arrange: puts these at their places */
export function createHandleDrag({ places, selecting, edges, wanted, arrange }) {
  let drag = null;

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
  return take;
}
