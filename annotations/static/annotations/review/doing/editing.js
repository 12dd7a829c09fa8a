/** What an analyst can do, as operations: each gesture is one step that can be undone, and one message to the store. */

import { interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { createCarryingOut } from "./carrying_out.js";
import { createChanging } from "./changing.js";
import { createCreating } from "./creating.js";
import { createDescribing } from "./describing.js";
import { createMarking } from "./marking.js";
import { uuid7 } from "../keeping/uuid7.js";
import { defaults } from "../state/defaults.js";
import { kindOf } from "../state/codebook.js";
import { asKind, tiesLost } from "../state/kind_change.js";
import { merged } from "../state/merging.js";
import { relationsOf } from "../state/reducer.js";

export function createEditing({ store, outbox, drafts, manuscript, cueing, text }) {
  const carrying = createCarryingOut({ store, outbox });
  const changing = createChanging({ store, carrying, manuscript, cueing, text });
  const { commit } = carrying;

  const editing = {
    ...createCreating({ store, carrying, changing, cueing, text }),
    ...createMarking({ store, changing, manuscript }),
    ...createDescribing({ store, carrying, changing, drafts }),

    /** What an annotation would be as one of another kind, with `lost` and the relations that it could not keep. */
    kindChange(annotation, kind) {
      const { codebook } = store.state;
      const { state, lost } = asKind(codebook, annotation.state, kind, defaults(codebook, annotation.state, text));
      const ties = tiesLost(codebook, relationsOf(store.state, annotation.id), annotation.id, kind);
      return { state: { ...state, attributes: { ...defaults(codebook, state, text), ...state.attributes } }, lost, ties };
    },

    /** Make an annotation one of another kind, in one step with its relations that do not fit any more. */
    changeKind(annotation, kind, message = "") {
      const { state, ties } = editing.kindChange(store.state.objects.annotation[annotation.id], kind);
      commit([...untied(ties), { target: "annotation", action: "update", object: annotation.id, state }], { message });
    },

    /** Delete an annotation after its relations, so that none is left with a loose end. */
    remove(annotation) {
      const ties = relationsOf(store.state, annotation.id);
      commit([...untied(ties), { target: "annotation", action: "delete", object: annotation.id }], { active: null, flow: null, message: ties.length ? removedWith(ties) : "" });
    },

    /** One that says that both have the same source links the first, where it is not linked. */
    relate(label, from, to, now) {
      const { annotation } = store.state.objects;
      const isSame = store.state.codebook.relations.find(({ key }) => key === label)?.same_source;
      const { source } = annotation[to].state;
      const linked = isSame && source !== null && annotation[from].state.source === null ? [changing.sourced(annotation[from], source)] : [];
      commit([...linked, tied(label, from, to)], now);
    },

    /** Link an annotation to the source of another, with the relation that says so where its words are no name. */
    sourceOf(annotation, other, now) {
      commit([changing.sourced(annotation, other.state.source), ...refersBack(store.state, annotation, other)], now);
    },

    /** Tie one annotation to several, in one step. */
    relateAll(label, from, ends) {
      commit(ends.map((to) => ({ target: "relation", action: "create", object: uuid7(), state: { label, from, to } })));
    },

    unrelate(tie) {
      commit(untied([tie]));
    },

    /** Say something of the whole article; null takes it back. */
    labelArticle(existing, label, value) {
      const target = "article_label";
      if (existing && value === null) commit([{ target, action: "delete", object: existing.id }]);
      else if (existing) commit([{ target, action: "update", object: existing.id, state: { label, value } }]);
      else if (value) commit([{ target, action: "create", object: uuid7(), state: { label, value } }]);
    },

    /** Take back the last step; in a flow, that a role stays without words is one too. */
    undo() {
      const { flow } = store.state;
      if (flow?.isFresh) carrying.turn({ flow: { ...flow, skipped: [], isFresh: false } });
      else carrying.undo();
    },
    redo: carrying.redo,

    /** Make an operation that came back anew: what it changed, over the object as it stands. */
    retry({ target, action, object, state, from }) {
      const there = store.state.objects[target][object];
      const again = action === "create" && there ? "update" : action;
      commit([{ target, action: again, object, state: merged(from, state, there?.deleted ? null : there?.state) }]);
    },
  };
  return editing;
}

/** The step that says so where an annotation has its source from another, and no words of its own for it. */
function refersBack(state, { id, state: said }, other) {
  const { codebook } = state;
  const relation = codebook.relations.find(({ same_source: isSame, from, to }) => isSame && from.includes(said.kind) && to.includes(other.state.kind));
  const isTied = relationsOf(state, id).some((tie) => tie.state.label === relation?.key && tie.state.from === id);
  return relation && !isTied && isNameless(kindOf(codebook, said.kind), said) ? [tied(relation.key, id, other.id)] : [];
}

/** Whether the source is in a pronoun at most. */
function isNameless({ source_role: role, source_suffix: suffix }, { anchors, attributes }) {
  const isSuffix = suffix && Object.entries(suffix).every(([key, value]) => attributes[key] === value);
  return Boolean(isSuffix) || !anchors.some((anchor) => anchor.role === role);
}

function tied(label, from, to) {
  return { target: "relation", action: "create", object: uuid7(), state: { label, from, to } };
}

function untied(ties) {
  return ties.map((tie) => ({ target: "relation", action: "delete", object: tie.id }));
}

function removedWith(ties) {
  const message = ngettext(
    "Deleted with its %(n)s relation. Undo brings both back.",
    "Deleted with its %(n)s relations. Undo brings all of them back.",
    ties.length,
  );
  return interpolate(message, { n: ties.length });
}
