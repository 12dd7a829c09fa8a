/**
 * Choosing words: by mouse or touch through the browser's own selection, by keyboard with a text cursor of our own.
 *
 * The cursor moves in logical order (the arrow that points where the block's reading goes is forward), by whole letters
 * with their marks, and may stand inside a word.
 */

import { moveBy, pointsOf, snap, trimmed, wordAt } from "./spans.js";
import { annotationsOf } from "./reducer.js";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function createSelecting({ store, manuscript, caret }) {
  let anchor = null;
  let focus = null;
  let column = null;
  let clicked = { id: null, offset: null };

  function showCaret() {
    const place = focus !== null && document.activeElement === manuscript.root ? manuscript.caretOf(focus) : null;
    caret.hidden = !place;
    if (!place) return;
    const frame = manuscript.root.getBoundingClientRect();
    caret.style.insetBlockStart = `${place.top - frame.top}px`;
    caret.style.left = `${place.x - frame.left}px`;
    caret.style.blockSize = `${place.bottom - place.top}px`;
  }

  /** Set both ends in code points, show them, and tell the store. */
  function choose(from, to) {
    anchor = from;
    focus = to;
    const [a, b] = [manuscript.placeOf(from), manuscript.placeOf(to)];
    getSelection().setBaseAndExtent(a.node, a.unit, b.node, b.unit);
    keep(Math.min(from, to), Math.max(from, to));
    showCaret();
  }

  /** Put the span without white space at its ends into the store; `more` adds it to what is chosen already. */
  function keep(start, end, more = false) {
    const words = manuscript.quote(start, end);
    const inner = start < end ? trimmed(words, 0, words.length) : null;
    const earlier = more ? (store.state.selection ?? []) : [];
    if (!inner) {
      if (store.state.selection && !more) store.send({ type: "selected", selection: null });
      return;
    }
    // A mark may stand on the very space that was cut off: it goes with it.
    const [from, to] = inner.map((place, end) => start + pointsOf(words, snap(words, place, end ? "start" : "end")));
    if (from >= to) return;
    const span = { start: from, end: to };
    const last = store.state.selection?.at(-1);
    if (!more && store.state.selection?.length === 1 && last.start === span.start && last.end === span.end) return;
    store.send({ type: "selected", selection: [...earlier, span] });
  }

  function fromBrowser(more) {
    const selection = getSelection();
    if (!selection.rangeCount || !manuscript.root.contains(selection.anchorNode)) return;
    const from = manuscript.offsetOf(selection.anchorNode, selection.anchorOffset);
    const to = selection.isCollapsed ? from : manuscript.offsetOf(selection.focusNode, selection.focusOffset);
    if (from === null || to === null) return;
    anchor = from;
    focus = to;
    column = null;
    keep(Math.min(from, to), Math.max(from, to), more);
    showCaret();
  }

  /** The annotation under a click; the next one where several lie and the same place is clicked again. */
  function annotationAt(offset) {
    const there = annotationsOf(store.state).filter(({ state }) =>
      state.anchors.some(({ start, end }) => start <= offset && offset < end),
    );
    const place = clicked.offset === offset ? there.findIndex(({ id }) => id === clicked.id) : -1;
    const found = there[(place + 1) % (there.length || 1)];
    clicked = { id: found?.id ?? null, offset };
    return found;
  }

  // A drag that leaves the article still selects in it alone, and its end is noticed wherever it is.
  manuscript.root.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") manuscript.root.setPointerCapture(event.pointerId);
  });
  // By the time of a click the browser has settled its selection, after a drag too.
  manuscript.root.addEventListener("click", (event) => {
    fromBrowser(event.ctrlKey || event.metaKey);
    if (!getSelection().isCollapsed || focus === null) return;
    const found = annotationAt(focus);
    // A click beside all marks moves the cursor alone: an attribution goes on while its next words are looked for.
    if (found) store.send({ type: "activated", id: found.id });
  });
  manuscript.root.addEventListener("dblclick", () => {
    if (focus === null) return;
    const { block, unit } = manuscript.placeOf(Math.min(anchor, focus));
    const word = wordAt(block.text, unit);
    if (!word) return;
    choose(manuscript.offsetIn(block, word[0]), manuscript.offsetIn(block, word[1]));
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const byTouch = matchMedia("(pointer: coarse)").matches;
    if (byTouch && !selection.isCollapsed && manuscript.root.contains(selection.anchorNode)) fromBrowser(false);
  });
  manuscript.root.addEventListener("focus", () => {
    focus ??= manuscript.blocks[0]?.start ?? null;
    anchor ??= focus;
    showCaret();
  });
  manuscript.root.addEventListener("blur", showCaret);
  addEventListener("resize", showCaret);

  /** Words that were made into something are let go of, so that the next drag does not take them along. */
  let held = null;
  store.subscribe((state) => {
    const isLetGo = held && !state.selection;
    held = state.selection;
    if (!isLetGo || getSelection().isCollapsed || !manuscript.root.contains(getSelection().anchorNode)) return;
    getSelection().removeAllRanges();
    anchor = focus;
    showCaret();
  });

  function horizontally(event, toTheLeft) {
    const { block, unit } = manuscript.placeOf(focus);
    const rtl = getComputedStyle(block.element).direction === "rtl";
    const forward = toTheLeft === rtl;
    const by = event.ctrlKey || event.altKey ? "word" : "grapheme";
    const moved = moveBy(block.text, unit, `${by}-${forward ? "forward" : "back"}`);
    if (moved !== unit) return manuscript.offsetIn(block, moved);
    const next = manuscript.blocks[manuscript.blocks.indexOf(block) + (forward ? 1 : -1)];
    if (!next) return focus;
    return forward ? next.start : next.end;
  }

  /** Up and down keep to the place across the line from which they began. */
  function vertically(down) {
    column ??= manuscript.caretOf(focus)?.x ?? null;
    const { block } = manuscript.placeOf(focus);
    return manuscript.offsetOnLine(focus, column, down) ?? (down ? block.end : block.start);
  }

  function edge(event, end) {
    const { block } = manuscript.placeOf(focus);
    if (event.ctrlKey || event.metaKey) return end ? manuscript.blocks.at(-1).end : manuscript.blocks[0].start;
    return end ? block.end : block.start;
  }

  const moves = {
    ArrowLeft: (event) => horizontally(event, true),
    ArrowRight: (event) => horizontally(event, false),
    ArrowUp: () => vertically(false),
    ArrowDown: () => vertically(true),
    Home: (event) => edge(event, false),
    End: (event) => edge(event, true),
  };

  return {
    /** Move the text cursor, or extend with Shift. Whether the key was one of ours. */
    move(event) {
      const move = moves[event.code];
      if (!move || focus === null) return false;
      // Elsewhere Alt and an arrow is the browser's way back.
      if (event.altKey && !(IS_MAC && ["ArrowLeft", "ArrowRight"].includes(event.code))) return false;
      if (!["ArrowUp", "ArrowDown"].includes(event.code)) column = null;
      const next = move(event);
      choose(event.shiftKey ? (anchor ?? focus) : next, next);
      manuscript.placeOf(next).block.element.scrollIntoView({ block: "nearest" });
      return true;
    },

    /** Go back to a mere cursor. */
    clear() {
      store.send({ type: "selected", selection: null });
    },

    showCaret,
  };
}
