/** The edge that is held: where it would be is shown at once, and becomes an operation when it is let go or rests. */

import { showChoosing } from "./about_to_choose.js";
import { activeOf, isWritable } from "../state/reducer.js";

const REST = 800;

export function createHeldEdge({ store, editing, manuscript, places }) {
  /** Which edge is held, and where it is now: `{id, index, edge, from, offset}`. */
  let held = null;
  let timer = 0;
  const listeners = new Set();

  /** The words as they would be if the edge were let go now. */
  function shown() {
    const anchor = held && anchorOf(store.state, held);
    return anchor ? { start: anchor.start, end: anchor.end, [held.edge]: held.offset } : null;
  }

  function tell() {
    showChoosing(manuscript, held && held.offset !== held.from ? shown() : null);
    for (const listen of listeners) listen();
  }

  /** Make what is shown an operation, unless another change has come in between. */
  function commit() {
    clearTimeout(timer);
    if (!held || held.offset === held.from) return;
    const { id, index, edge, from, offset } = held;
    const isAsItWas = anchorOf(store.state, held)?.[edge] === from;
    held.from = offset;
    if (isAsItWas && isWritable(store.state)) editing.moveEdge(store.state.objects.annotation[id], index, edge, offset);
    tell();
  }

  function release() {
    if (!held) return;
    commit();
    held = null;
    tell();
  }

  return {
    isHeld: () => held !== null,

    /** The part and edge that are held, null where none is. */
    get held() {
      return held;
    },

    shown,

    /** Take hold of an edge of the annotation at hand. */
    hold(index, edge) {
      release();
      const active = activeOf(store.state);
      const offset = active?.state.anchors[index]?.[edge];
      if (offset === undefined || !isWritable(store.state)) return;
      held = { id: active.id, index, edge, from: offset, offset };
      tell();
    },

    /** Show the edge elsewhere, as long as a letter is left between the two; it is an operation once it is let go. */
    show(offset) {
      const { start, end } = { ...shown(), [held.edge]: offset };
      const words = start < end ? places.inner({ start, end }) : null;
      if (!words) return;
      held.offset = words[held.edge];
      tell();
    },

    commitSoon() {
      clearTimeout(timer);
      timer = setTimeout(commit, REST);
    },

    release,

    /** Let go without having moved it. */
    cancel() {
      if (held) held.offset = held.from;
      release();
    },

    subscribe: (listen) => listeners.add(listen),
  };
}

function anchorOf({ objects }, { id, index }) {
  const annotation = objects.annotation[id];
  return annotation && !annotation.deleted ? annotation.state.anchors[index] : null;
}
