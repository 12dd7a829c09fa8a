/** The words that an annotation marks: which play a role in it, which role, and from where to where. */

import { kindOf } from "../state/codebook.js";
import { activeOf } from "../state/reducer.js";
import { same, sameAnchor } from "../state/sameness.js";

export function createMarking({ store, changing, manuscript }) {
  const { saidNow, update, proposed, anchorsFor } = changing;

  /** Let others, or none, stand where an anchor does that is shown at an index. */
  function replaceAnchor(annotation, index, ...others) {
    const shown = annotation.state.anchors[index];
    const said = saidNow(annotation);
    const anchors = said.anchors.flatMap((anchor) => (sameAnchor(anchor, shown) ? others : [anchor]));
    update(annotation, proposed(annotation, said, { ...said, anchors }));
  }

  return {
    /**
     * Let the selection, or other spans, play a role in the active annotation, or in another that is so made active; a span
     * that has the role already loses it.
     */
    assign(role, attributes = {}, spans = store.state.selection, annotation = activeOf(store.state)) {
      if (!annotation || !spans) return;
      const { state, id } = annotation;
      const added = anchorsFor(role, spans);
      const kept = state.anchors.filter((anchor) => !added.some((one) => sameAnchor(one, anchor)));
      const anchors = kept.length < state.anchors.length ? kept : [...kept, ...added];
      const { flow } = store.state;
      const now = { active: id, selection: null, flow: flow && { ...flow, role: null, last: role, isFresh: false } };
      update(annotation, proposed(annotation, state, { ...state, anchors, attributes: { ...state.attributes, ...attributes } }), now);
    },

    removeAnchor(annotation, index) {
      replaceAnchor(annotation, index);
    },

    changeRole(annotation, index, role) {
      replaceAnchor(annotation, index, { ...annotation.state.anchors[index], role });
    },

    /** Move one edge of an anchor to another offset, as long as something is left of it. */
    moveEdge(annotation, index, edge, offset) {
      const moved = { ...annotation.state.anchors[index], [edge]: offset };
      if (moved.start >= moved.end) return;
      moved.exact = manuscript.quote(moved.start, moved.end);
      replaceAnchor(annotation, index, moved);
    },

    /** Say that the source is not marked in the text, in one step. A flow goes on as given: what was said now is what undo takes back. */
    implicitSource(annotation, flow) {
      const said = saidNow(annotation);
      const { source_role: source, source_implicit: implicit } = kindOf(store.state.codebook, said.kind);
      const anchors = said.anchors.filter((anchor) => anchor.role !== source);
      const state = { ...said, anchors, attributes: { ...said.attributes, ...implicit } };
      update(annotation, state, flow ? { flow: { ...flow, isFresh: same(state, said) } } : {});
    },

    /** Say that the words of the source describe it and name nobody: it has no entry of the registry. */
    unnamedSource(annotation, now) {
      const said = saidNow(annotation);
      const { source_anonymous: unnamed } = kindOf(store.state.codebook, said.kind);
      update(annotation, { source: null, attributes: { ...said.attributes, ...unnamed } }, now);
    },
  };
}
