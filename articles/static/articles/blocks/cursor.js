/** The text cursor: the browser's own, in a text that takes no typing. Offsets are units of the whole text. */

import { indexAt } from "./correcting.js";

export function createCursor({ root, state, drawing }) {
  const listeners = new Set();
  let at = state.blocks[0]?.start ?? 0;
  // Where an offset is the end of one block and lies before another's start, which of them is meant.
  let index = 0;

  function note() {
    const { focusNode, focusOffset } = getSelection();
    const place = focusNode && placeOf(focusNode, focusOffset);
    if (!place || (place.unit === at && place.index === index)) return;
    ({ unit: at, index } = place);
    tell();
  }

  function tell() {
    for (const listen of listeners) listen();
  }

  /** The offset and the block of a place in the document; null outside the text. */
  function placeOf(node, offset) {
    if (!root.contains(node)) return null;
    const row = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-block]");
    if (row) {
      const place = Number(row.dataset.index);
      const { start, end } = state.blocks[place];
      if (node.nodeType === Node.TEXT_NODE) return { index: place, unit: Math.min(start + offset, end) };
      return { index: place, unit: offset === 0 ? start : end };
    }
    const next = Math.min(offset, state.blocks.length - 1);
    return next < 0 ? null : { index: next, unit: offset > next ? state.blocks[next].end : state.blocks[next].start };
  }

  document.addEventListener("selectionchange", note);
  // That event comes late: a key pressed at once after an arrow key, or a button, would act where the cursor was before.
  for (const name of ["keydown", "click"]) document.addEventListener(name, note, { capture: true });
  // Whoever comes back from a menu or a dialog is where they were: the browser would begin at the first letter.
  root.addEventListener("focus", () => cursor.put(at, cursor.index));

  const cursor = {
    get at() {
      return at;
    },
    get index() {
      return Math.min(index, state.blocks.length - 1);
    },

    /** What is chosen within the block of the cursor, as `[start, end]`; null where nothing is. */
    get chosen() {
      const { anchorNode, anchorOffset, isCollapsed } = getSelection();
      const from = isCollapsed || !anchorNode ? null : placeOf(anchorNode, anchorOffset);
      if (!from || from.unit === at) return null;
      const { start, end } = state.blocks[this.index];
      const [first, last] = [Math.min(from.unit, at), Math.max(from.unit, at)].map((unit) => Math.max(start, Math.min(unit, end)));
      return first < last ? [first, last] : null;
    },

    placeOf,

    /** Stand at an offset, in the block that holds it or in a given one. */
    put(unit, inBlock = indexAt(state.blocks, unit)) {
      const { start, end } = state.blocks[inBlock];
      at = Math.max(start, Math.min(unit, end));
      index = inBlock;
      getSelection().collapse(drawing.nodeOf(index), at - start);
      tell();
    },

    /** Bring the cursor's block into sight, and the keyboard to it. */
    show() {
      root.focus({ preventScroll: true });
      drawing.rowOf(this.index).scrollIntoView({ block: "nearest" });
    },

    subscribe(listen) {
      listeners.add(listen);
    },
  };
  return cursor;
}

/** The place in the document that is nearest to a point of the window, as `[node, offset]`; null where there is none. */
export function placeAtPoint(x, y) {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    return found && [found.offsetNode, found.offset];
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && [range.startContainer, range.startOffset];
}

/** Whatever would write is refused; what slips through all the same (some ways of typing cannot be refused) is drawn over. */
export function takeNoTyping({ root, drawing, onSlip }) {
  for (const name of ["beforeinput", "paste", "cut", "drop", "dragstart"]) root.addEventListener(name, (event) => event.preventDefault());
  root.addEventListener("input", () => {
    drawing.mend();
    onSlip();
  });
}
