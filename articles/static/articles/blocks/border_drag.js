/**
 * Dragging a border. What would go to the other block is shown while it lasts; the text is laid out anew when it is let go, so
 * that nothing runs away from under the hand.
 */

import { h } from "../../newsdesk/js/dom.js";
import { betweenWords } from "./correcting.js";
import { placeAtPoint } from "./cursor.js";

const MARGIN = 56;
const SPEED = 12;
const STILL = 3;

export function createBorderDrag({ place, root, text, state, drawing, cursor, doing, arrange }) {
  const preview = createPreview({ place, drawing });
  let drag = null;

  function take(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const box = handle.getBoundingClientRect();
    // The finger is beside the letters: what counts is how far it has come.
    const by = { x: event.clientX - box.left, y: event.clientY - (box.top + box.bottom) / 2 };
    handle.setPointerCapture(event.pointerId);
    drag = { handle, border: Number(handle.dataset.border), by, from: event, last: event, unit: null };
    place.toggleAttribute("data-dragging", true);
    handle.onpointermove = move;
    handle.onpointerup = () => drop(true);
    handle.onpointercancel = handle.onlostpointercapture = () => drop(false);
    requestAnimationFrame(scroll);
  }

  function move(event) {
    if (!drag || (drag.unit === null && Math.hypot(event.clientX - drag.from.clientX, event.clientY - drag.from.clientY) < STILL)) return;
    drag.last = event;
    reach(event);
  }

  function reach({ clientX, clientY, altKey }) {
    const { border, by } = drag;
    const [first, second] = [state.blocks[border], state.blocks[border + 1]];
    const { left, right } = root.getBoundingClientRect();
    const found = placeAtPoint(within(clientX - by.x, left + 2, right - 2), within(clientY - by.y, 2, innerHeight - 2));
    const at = found && cursor.placeOf(...found);
    if (!at) return;
    const unit = within(at.unit, first.start + 1, second.end - 1);
    drag.unit = altKey ? unit : betweenWords(text, first.start, second.end, unit);
    preview.show(border, first, second, drag.unit);
  }

  /** Near the top or bottom of the window the text comes along. */
  function scroll() {
    if (!drag) return;
    const { clientY } = drag.last;
    const by = clientY < MARGIN ? -SPEED : clientY > innerHeight - MARGIN ? SPEED : 0;
    if (by && drag.unit !== null) {
      scrollBy(0, by);
      reach(drag.last);
    }
    requestAnimationFrame(scroll);
  }

  function drop(isDone) {
    if (!drag) return;
    const { handle, border, unit } = drag;
    drag = null;
    handle.onpointermove = handle.onpointerup = handle.onpointercancel = handle.onlostpointercapture = null;
    place.removeAttribute("data-dragging");
    preview.hide();
    if (isDone && unit !== null) doing.putBorder(border, unit);
    arrange();
  }

  addEventListener("keydown", (event) => drag && event.code === "Escape" && drop(false), true);
  return {
    take,
    get isOn() {
      return Boolean(drag);
    },
  };
}

/** What would change hands, and where the border would be. */
function createPreview({ place, drawing }) {
  const line = h("span", { class: "border-line", hidden: true });
  const highlight = globalThis.Highlight && new Highlight();
  place.append(line);
  if (highlight) CSS.highlights.set("given", highlight);

  return {
    show(border, first, second, unit) {
      const isInSecond = unit >= second.start;
      const node = drawing.nodeOf(isInSecond ? border + 1 : border);
      const at = unit - (isInSecond ? second.start : first.start);
      const range = rangeOf(node, isInSecond ? 0 : at, isInSecond ? at : node.data.length);
      highlight?.clear();
      if (!range.collapsed) highlight?.add(range);
      line.hidden = false;
      stand(line, edgeOf(node, Math.min(at, node.data.length - 1), true), place.getBoundingClientRect());
    },

    hide() {
      highlight?.clear();
      line.hidden = true;
    },
  };
}

/** Where a letter begins or ends in the window, as reading goes. */
export function edgeOf(node, unit, isStart) {
  const range = rangeOf(node, unit, unit + 1);
  const found = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
  const isRtl = getComputedStyle(node.parentElement).direction === "rtl";
  return { x: isRtl === isStart ? found.right : found.left, top: found.top, bottom: found.bottom };
}

/** Let something stand at an edge, within a frame. */
export function stand(element, { x, top, bottom }, frame) {
  element.style.left = `${x - frame.left}px`;
  element.style.top = `${top - frame.top}px`;
  element.style.blockSize = `${bottom - top}px`;
}

function rangeOf(node, from, to) {
  const range = new Range();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

function within(value, least, most) {
  return Math.max(least, Math.min(value, most));
}
