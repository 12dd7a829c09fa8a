/** The words of an annotation that was chosen elsewhere, in the rail or by key, come into view; so does what was undone. */

import { activeOf } from "../state/reducer.js";

const STEPS = ["undone", "redone"];

export function createBringing({ store, manuscript }) {
  let last = null;

  store.subscribe((state, actions) => {
    const step = actions.findLast(({ type }) => STEPS.includes(type));
    if (state.active === last && !step) return;
    last = state.active;
    const annotation = step ? step.inverse.map(({ object }) => state.objects.annotation[object]).find(Boolean) : activeOf(state);
    const [first] = annotation?.state.anchors ?? [];
    // Nobody can have scrolled on yet.
    if (first) queueMicrotask(() => manuscript.bring(first.start, first.end));
  }, { waits: true }); // As the panel does, which may lie over the article.
}
