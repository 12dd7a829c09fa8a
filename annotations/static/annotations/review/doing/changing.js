/** Changing some of an annotation; what it says besides stays. */

import { annotationsOf } from "../state/reducer.js";
import { defaults } from "../state/defaults.js";
import { same } from "../state/sameness.js";

export function createChanging({ store, carrying, manuscript, cueing, text }) {
  /** What an annotation says now: a gesture may come before what is shown is drawn anew. */
  function saidNow({ id }) {
    return store.state.objects.annotation[id].state;
  }

  /** @param {object} now what is at hand afterwards, even if nothing was to be changed */
  function update(annotation, changes, now = {}) {
    const current = saidNow(annotation);
    const state = { ...current, ...changes };
    const steps = same(state, current) ? [] : [{ target: "annotation", action: "update", object: annotation.id, state }];
    carrying.commit(steps, now);
  }

  /** What an annotation says after a change, with what the codebook proposes where nobody chose otherwise. */
  function proposed({ id }, before, said) {
    const after = withLabelOfCue(before, said);
    const [were, are] = [before, after].map((said) => defaults(store.state.codebook, said, text, said.source === null ? [] : othersThan(id)));
    const attributes = { ...after.attributes };
    for (const key of new Set([...Object.keys(were), ...Object.keys(are)])) {
      const untouched = attributes[key] === undefined || same(attributes[key], were[key]);
      if (!untouched) continue;
      if (are[key] === undefined) delete attributes[key];
      else attributes[key] = are[key];
    }
    return { ...after, attributes };
  }

  /** Where the label is what the cue proposes or there is none, it goes with the cue. */
  function withLabelOfCue(before, after) {
    const isChosen = after.label !== before.label || (before.label && before.label !== cueing.labelOf(before));
    return isChosen ? after : { ...after, label: cueing.labelOf(after) || (after.label === cueing.labelOf(before) ? "" : after.label) };
  }

  /** What is said beside an annotation, where somebody is known to have said it. */
  function othersThan(id) {
    const { sources } = store.state;
    const others = annotationsOf(store.state).filter((one) => one.id !== id && sources[one.state.source]?.key !== "unknown");
    return others.map(({ state }) => state);
  }

  /** The step that links an annotation, with what was said of the same source before, where the codebook asks for that. */
  function sourced(annotation, source) {
    const said = saidNow(annotation);
    return { target: "annotation", action: "update", object: annotation.id, state: proposed(annotation, said, { ...said, source }) };
  }

  function anchorsFor(role, spans) {
    return spans.map(({ start, end }) => ({ role, start, end, exact: manuscript.quote(start, end) }));
  }

  return { saidNow, update, proposed, sourced, anchorsFor };
}
