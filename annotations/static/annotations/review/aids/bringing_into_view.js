/** The words of an annotation that was chosen elsewhere, in the rail or by key, come into view; so does what was undone. */

import { activeOf } from "../state/reducer.js";

const STEPS = ["undone", "redone"];

export function createBringing({ store, manuscript }) {
  let last = null;
  let brought = null; // What came into view, until the panel is drawn, and where the page was scrolled to for it.

  function bring({ start, end }) {
    manuscript.bring(start, end);
    brought = { start, end, scrolled: scrollY };
  }

  store.subscribe((state, actions) => {
    const step = actions.findLast(({ type }) => STEPS.includes(type));
    if (state.active === last && !step) return;
    last = state.active;
    const annotation = step ? step.inverse.map(({ object }) => state.objects.annotation[object]).find(Boolean) : activeOf(state);
    const [first] = annotation?.state.anchors ?? [];
    // What lies over the article is drawn by then, and nobody can have scrolled on yet.
    if (first) queueMicrotask(() => bring(first));
  });

  // The panel, which is drawn later, lies over the article in a narrow window. Whoever scrolled on is not held back.
  store.subscribe(() => {
    if (brought?.scrolled === scrollY) manuscript.bring(brought.start, brought.end);
    brought = null;
  }, { waits: true });
}
