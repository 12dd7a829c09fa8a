/**
 * Moving an edge of the annotation at hand, by hand or by key: it is shown at once, and becomes one step, one operation, when
 * it is let go or the keys rest.
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { showChoosing } from "./choosing.js";
import { activeOf, isWritable } from "../state/reducer.js";
import { shortened } from "../text/shortened.js";

const REST = 800;
/** Keys that move an edge, or may begin to. */
const MOVES = /^(Arrow|Bracket|Semicolon|Quote|Home|End|Shift|Control|Alt|Meta|KeyE)/;
const LONGEST = 60;

export function createEdges({ store, editing, manuscript, places, shortcuts }) {
  /** Which edge is held, and where it is now: `{id, index, edge, from, offset}`. */
  let held = null;
  let timer = 0;
  const listeners = new Set();

  function anchorOf({ id, index }) {
    const annotation = store.state.objects.annotation[id];
    return annotation && !annotation.deleted ? annotation.state.anchors[index] : null;
  }

  /** The words as they would be if the edge were let go now. */
  function shown() {
    const anchor = held && anchorOf(held);
    return anchor ? { start: anchor.start, end: anchor.end, [held.edge]: held.offset } : null;
  }

  function tell() {
    const words = held && held.offset !== held.from ? shown() : null;
    showChoosing(manuscript, words);
    for (const listen of listeners) listen();
  }

  /** Make what is shown an operation, unless another change has come in between. */
  function commit() {
    clearTimeout(timer);
    if (!held || held.offset === held.from) return;
    const { id, index, edge, from, offset } = held;
    const isAsItWas = anchorOf(held)?.[edge] === from;
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

  const edges = {
    isHeld: () => held !== null,

    /** The part and edge that are held, null where none is. */
    get held() {
      return held;
    },

    get cursor() {
      return held?.offset ?? null;
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

    to(offset) {
      edges.show(offset);
      clearTimeout(timer);
      timer = setTimeout(commit, REST);
    },

    step(measure, forward) {
      edges.to(beyondSpace(measure, forward));
    },

    line(down) {
      const x = places.edgeOf(shown(), held.edge)?.x;
      edges.to(manuscript.offsetOnLine(held.offset, x ?? 0, down) ?? held.offset);
    },

    release,

    /** Let go without having moved it. */
    cancel() {
      if (held) held.offset = held.from;
      release();
    },

    subscribe(listen) {
      listeners.add(listen);
    },
  };

  /** One step; white space, at which no edge can stay, is stepped over. */
  function beyondSpace(measure, forward) {
    let offset = held.offset;
    for (;;) {
      const next = places.step(measure, offset, forward);
      const [start, end] = forward ? [offset, next] : [next, offset];
      if (next === offset || places.inner({ start, end })) return next;
      offset = next;
    }
  }

  letGoOtherwise({ edges, manuscript });
  store.subscribe((state) => held && (state.active !== held.id || !hasEdges(state)) && release());
  addEdgeKeys({ edges, store, shortcuts, manuscript });
  return edges;
}

const hasEdges = (state) => isWritable(state) && !state.selection && Boolean(activeOf(state)?.state.anchors.length);

function addEdgeKeys({ edges, store, shortcuts, manuscript }) {
  /** The next edge of the annotation at hand, from the end of the part marked last to the start of the first. */
  function takeNext(back) {
    const { anchors } = activeOf(store.state).state;
    const all = anchors.flatMap((_, index) => [[index, "start"], [index, "end"]]).reverse();
    const { held } = edges;
    const now = held ? all.findIndex(([index, edge]) => index === held.index && edge === held.edge) : back ? 0 : -1;
    const [index, edge] = all[(now + (back ? all.length - 1 : 1)) % all.length];
    edges.hold(index, edge);
    manuscript.root.focus({ preventScroll: true });
    const words = shortened(anchors[index].exact, LONGEST);
    const message = edge === "start" ? gettext("Start of «%(words)s»: move it with the arrow keys.") : gettext("End of «%(words)s»: move it with the arrow keys.");
    store.send({ type: "spoken", words: interpolate(message, { words }) });
  }

  shortcuts.add(
    { group: "edit", code: "KeyE", when: hasEdges, text: () => gettext("Move an edge of the words; again for the next edge"), act: () => takeNext(false) },
    { group: "edit", code: "KeyE", shift: true, when: hasEdges, text: () => gettext("Move an edge of the words; again for the next edge"), act: () => takeNext(true) },
  );
}

/** Whatever else is done, the edge is let go of first: undo takes it back, a label is set on what is seen. */
function letGoOtherwise({ edges, manuscript }) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (!edges.isHeld() || (MOVES.test(event.code) && event.target === manuscript.root)) return;
      edges.release();
      if (event.code === "Escape" || event.code === "Enter") event.preventDefault();
    },
    true,
  );
  manuscript.root.addEventListener("pointerdown", edges.release);
  manuscript.root.addEventListener("blur", edges.release);
  addEventListener("pagehide", edges.release);
}
