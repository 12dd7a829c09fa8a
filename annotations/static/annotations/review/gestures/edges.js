/**
 * Moving an edge of the annotation at hand, by hand or by key: it is shown at once, and becomes one step, one operation, when
 * it is let go or the keys rest.
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { placeOf } from "../../../newsdesk/js/shortcuts.js";
import { createHeldEdge } from "./held_edge.js";
import { activeOf, isWritable } from "../state/reducer.js";
import { shortened } from "../text/shortened.js";

/** Keys that move an edge, or may begin to. */
const MOVES = /^(Arrow|Bracket|Semicolon|Quote|Home|End|Shift|Control|Alt|Meta|KeyE)/;
const LONGEST = 60;

/** The edge that is held, with the moves of keys. */
export function createEdges({ store, editing, manuscript, places, shortcuts }) {
  const edge = createHeldEdge({ store, editing, manuscript, places });

  const edges = {
    ...edge,

    get held() {
      return edge.held;
    },

    get cursor() {
      return edge.held?.offset ?? null;
    },

    to(offset) {
      edge.show(offset);
      edge.commitSoon();
    },

    step(measure, forward) {
      edges.to(beyondSpace(measure, forward));
    },

    line(down) {
      const { edge: side, offset } = edge.held;
      const x = places.edgeOf(edge.shown(), side)?.x;
      edges.to(manuscript.offsetOnLine(offset, x ?? 0, down) ?? offset);
    },
  };

  /** One step; white space, at which no edge can stay, is stepped over. */
  function beyondSpace(measure, forward) {
    let { offset } = edge.held;
    for (;;) {
      const next = places.step(measure, offset, forward);
      const [start, end] = forward ? [offset, next] : [next, offset];
      if (next === offset || places.inner({ start, end })) return next;
      offset = next;
    }
  }

  letGoOtherwise({ edges, manuscript });
  store.subscribe((state) => edge.isHeld() && (state.active !== edge.held.id || !hasEdges(state)) && edge.release());
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
      if (["Escape", "Enter"].includes(placeOf(event))) event.preventDefault();
    },
    true,
  );
  manuscript.root.addEventListener("pointerdown", edges.release);
  manuscript.root.addEventListener("blur", edges.release);
  addEventListener("pagehide", edges.release);
}
