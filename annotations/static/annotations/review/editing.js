/**
 * What an analyst can do, as operations: each gesture is one step that can be undone.
 *
 * A step is shown at once, kept by the outbox before anything is sent, and its opposite goes onto the undo list.
 */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { firstRole, kindOf, needsWords } from "./codebook.js";
import { defaults } from "./defaults.js";
import { hasFlow } from "./flow.js";
import { asKind, tiesLost } from "./kind_change.js";
import { isTooLong } from "./limits.js";
import { merged } from "./merging.js";
import { stepInWords } from "./naming.js";
import { activeOf, inverseOf, isWritable, relationsOf } from "./reducer.js";
import { isAsLeft, missingOf } from "./remembering.js";
import { howQuoted } from "./quotation.js";
import { unitsOf } from "./spans.js";
import { uuid7 } from "./uuid7.js";

export function createEditing({ store, outbox, drafts, manuscript, text }) {
  let kept = Promise.resolve();

  /** Complete operations with ids and versions, show them, and hand them to the outbox. What takes them back. */
  function carryOut(steps) {
    const objects = store.state.objects;
    const versions = new Map();
    const states = new Map();
    const operations = steps.map(({ expects, ...step }) => {
      const key = `${step.target}/${step.object}`;
      const from = step.action === "update" && { from: states.get(key) ?? objects[step.target][step.object]?.state };
      states.set(key, step.state);
      const base = versions.get(key) ?? objects[step.target][step.object]?.version ?? 0;
      versions.set(key, base + 1);
      return { ...step, ...from, id: uuid7(), base_version: base };
    });
    const inverse = inverseOf(objects, operations);
    store.send({ type: "operations", operations });
    kept = outbox.put(operations);
    return inverse;
  }

  function commit(...steps) {
    if (!steps.length || !isWritable(store.state)) return;
    store.send({ type: "done", inverse: carryOut(steps) });
  }

  /** Carry out the last step of a list; what was changed since, on another device or in another tab, stays as it is. */
  function stepBack(list, done) {
    const step = store.state[list].at(-1);
    if (!step || !isWritable(store.state)) return;
    if (isAsLeft(store.state.objects, step)) {
      for (const missing of missingOf(store.state.objects, step)) store.send({ type: "stands", ...missing });
      const before = store.state;
      store.send({ type: done, inverse: carryOut(step) });
      const what = stepInWords(before, store.state, step);
      const said = done === "undone" ? gettext("Undone: %(what)s.") : gettext("Redone: %(what)s.");
      store.send({ type: "said", message: interpolate(said, { what }) });
      return;
    }
    store.send({ type: "forgotten", list });
    const changed = step.find(({ target, object }) => target === "annotation" && !store.state.objects.annotation[object]?.deleted);
    if (changed) store.send({ type: "activated", id: changed.object });
    store.send({ type: "said", message: gettext("Not undone: it was changed since in another tab or on another device, and stays as it is.") });
  }

  /** What an annotation says now: a gesture may come before what is shown is drawn anew. */
  function saidNow({ id }) {
    return store.state.objects.annotation[id].state;
  }

  /** Change some of an annotation; what it says besides stays. */
  function update(annotation, changes) {
    const current = saidNow(annotation);
    const state = { ...current, ...changes };
    if (same(state, current)) return;
    commit({ target: "annotation", action: "update", object: annotation.id, state });
  }

  /** Let others, or none, stand where an anchor does that is shown at an index. */
  function replaceAnchor(annotation, index, ...others) {
    const shown = annotation.state.anchors[index];
    const said = saidNow(annotation);
    const anchors = said.anchors.flatMap((anchor) => (sameAnchor(anchor, shown) ? others : [anchor]));
    update(annotation, proposed(said, { ...said, anchors }));
  }

  /** "note", or the type of the attribute that a field is for. */
  function typeOf(annotation, field) {
    const [name, key] = field.split("/");
    return key ? kindOf(store.state.codebook, annotation.state.kind).attributes.find((one) => one.key === key)?.type : name;
  }

  /** What was typed is an operation now; once the outbox has it, the draft has done its duty. */
  async function typed(annotation, field, value) {
    await kept;
    drafts.drop(annotation.id, field, value);
  }

  /** Attributes after a change, with what the codebook proposes where nobody chose otherwise. */
  function proposed(before, after) {
    const { codebook } = store.state;
    const were = defaults(codebook, before, text);
    const are = defaults(codebook, after, text);
    const attributes = { ...after.attributes };
    for (const key of new Set([...Object.keys(were), ...Object.keys(are)])) {
      const untouched = attributes[key] === undefined || same(attributes[key], were[key]);
      if (!untouched) continue;
      if (are[key] === undefined) delete attributes[key];
      else attributes[key] = are[key];
    }
    return { ...after, attributes };
  }

  /** What the first words are: a quotation is what a flow quotes, others begin it. */
  function roleOf(kind, selection) {
    if (!hasFlow(kind)) return firstRole(kind);
    const spans = selection.map(({ start, end }) => [unitsOf(text, start), unitsOf(text, end)]);
    return kind.quoted_role && spans.length && howQuoted(text, spans) === "quoted" ? kind.quoted_role : kind.flow[0];
  }

  function anchorsFor(role, selection) {
    return selection.map(({ start, end }) => ({ role, start, end, exact: manuscript.quote(start, end) }));
  }

  const editing = {
    /**
     * Begin an annotation of a kind on the selection, in a role, with a label and attributes if they are named. Its id. Without a
     * selection a kind of several roles waits for its first words, and null comes back.
     */
    create(kindKey, role = null, label = "", attributes = {}) {
      if (!isWritable(store.state)) return null;
      const kind = kindOf(store.state.codebook, kindKey);
      const selection = store.state.selection ?? [];
      if (!selection.length && needsWords(kind)) {
        store.send({ type: "said", message: gettext("Choose words in the article first.") });
        return null;
      }
      if (!selection.length && hasFlow(kind)) {
        store.send({ type: "activated", id: null });
        store.send({ type: "flow", flow: newFlow(kindKey) });
        return null;
      }
      const played = role ?? roleOf(kind, selection);
      const bare = { kind: kindKey, label, attributes: {}, note: "", source: null, anchors: anchorsFor(played, selection) };
      const state = { ...bare, attributes: { ...defaults(store.state.codebook, bare, text), ...attributes } };
      const skipped = store.state.flow?.kind === kindKey ? store.state.flow.skipped : [];
      const id = uuid7();
      commit({ target: "annotation", action: "create", object: id, state });
      store.send({ type: "activated", id });
      if (hasFlow(kind)) store.send({ type: "flow", flow: { ...newFlow(kindKey), id, last: played, skipped } });
      store.send({ type: "selected", selection: null });
      store.send({ type: "said", message: "" });
      return id;
    },

    /** Let the selection, or other spans, play a role in the active annotation; a span that has the role already loses it. */
    assign(role, attributes = {}, spans = store.state.selection) {
      const active = activeOf(store.state);
      if (!active || !spans) return;
      const added = anchorsFor(role, spans);
      const kept = active.state.anchors.filter((anchor) => !added.some((one) => sameAnchor(one, anchor)));
      const anchors = kept.length < active.state.anchors.length ? kept : [...kept, ...added];
      update(active, proposed(active.state, { ...active.state, anchors, attributes: { ...active.state.attributes, ...attributes } }));
      const { flow } = store.state;
      if (flow) store.send({ type: "flow", flow: { ...flow, role: null, last: role } });
      store.send({ type: "selected", selection: null });
    },

    /** Say the same of other words, once for each of them, in one step. */
    repeat(annotation, anchors, note) {
      const states = anchors.map((anchor) => proposed(annotation.state, { ...annotation.state, anchors: [anchor], note }));
      commit(...states.map((state) => ({ target: "annotation", action: "create", object: uuid7(), state })));
    },

    /** What an annotation would be as one of another kind, with `lost` and the relations that it could not keep. */
    kindChange(annotation, kind) {
      const { codebook } = store.state;
      const { state, lost } = asKind(codebook, annotation.state, kind, defaults(codebook, annotation.state, text));
      const ties = tiesLost(codebook, relationsOf(store.state, annotation.id), annotation.id, kind);
      return { state: { ...state, attributes: { ...defaults(codebook, state, text), ...state.attributes } }, lost, ties };
    },

    /** Make an annotation one of another kind, in one step with its relations that do not fit any more. */
    changeKind(annotation, kind) {
      const { state, ties } = editing.kindChange(store.state.objects.annotation[annotation.id], kind);
      commit(
        ...ties.map((tie) => ({ target: "relation", action: "delete", object: tie.id })),
        { target: "annotation", action: "update", object: annotation.id, state },
      );
    },

    /** A label on something that lacks nothing else ends its flow, even if roles that may stay empty are. */
    label(annotation, label) {
      const said = saidNow(annotation);
      update(annotation, proposed(said, { ...said, label }));
      const { flow, objects } = store.state;
      if (flow?.id === annotation.id && !objects.annotation[annotation.id].problems.length) store.send({ type: "flow", flow: null });
    },

    attribute(annotation, key, value) {
      if (isTooLong(typeOf(annotation, `attributes/${key}`), value)) return;
      const attributes = { ...saidNow(annotation).attributes };
      if (value == null || value === "" || (Array.isArray(value) && !value.length)) delete attributes[key];
      else attributes[key] = value;
      update(annotation, { attributes });
      typed(annotation, `attributes/${key}`, value ?? "");
    },

    note(annotation, note) {
      if (isTooLong("note", note)) return;
      update(annotation, { note });
      typed(annotation, "note", note);
    },

    /** Something is being typed into a field, null once it is not: see `drafts.js`. */
    typing({ id }, field, value) {
      if (value === null) drafts.drop(id, field, drafts.held(id, field));
      else drafts.keep(id, field, value);
    },

    /** What stands in a field and is too long to be saved; undefined if nothing is. */
    tooLong(annotation, field) {
      const held = drafts.held(annotation.id, field);
      return isTooLong(typeOf(annotation, field), held) ? held : undefined;
    },

    /** The first annotation with a text that is too long to be saved. */
    withTooLong() {
      const { annotation } = store.state.objects;
      const found = drafts.left().find(({ id, field }) => annotation[id] && !annotation[id].deleted && editing.tooLong(annotation[id], field) !== undefined);
      return found && annotation[found.id];
    },

    /** Finish what an earlier page was left with. */
    finishTyping() {
      for (const { id, field, value } of drafts.left()) {
        const annotation = store.state.objects.annotation[id];
        const [name, key] = field.split("/");
        if (!annotation || annotation.deleted || !isWritable(store.state)) continue;
        if (name === "source") continue; // The source's own field goes on with it.
        if (name === "note") editing.note(annotation, value);
        else editing.attribute(annotation, key, value.trim());
      }
    },

    source(annotation, source) {
      update(annotation, { source });
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

    /** Say that the source is not marked in the text, in one step. */
    implicitSource(annotation) {
      const { kind, anchors, attributes } = saidNow(annotation);
      const { source_role: source, source_implicit: implicit } = kindOf(store.state.codebook, kind);
      update(annotation, { anchors: anchors.filter((anchor) => anchor.role !== source), attributes: { ...attributes, ...implicit } });
    },

    /** Delete an annotation after its relations, so that none is left with a loose end. */
    remove(annotation) {
      const ties = relationsOf(store.state, annotation.id);
      commit(
        ...ties.map((tie) => ({ target: "relation", action: "delete", object: tie.id })),
        { target: "annotation", action: "delete", object: annotation.id },
      );
      store.send({ type: "activated", id: null });
      if (ties.length) {
        const message = ngettext(
          "Deleted with its %(n)s relation. Undo brings both back.",
          "Deleted with its %(n)s relations. Undo brings all of them back.",
          ties.length,
        );
        store.send({ type: "said", message: interpolate(message, { n: ties.length }) });
      }
    },

    relate(label, from, to) {
      commit({ target: "relation", action: "create", object: uuid7(), state: { label, from, to } });
    },

    unrelate(tie) {
      commit({ target: "relation", action: "delete", object: tie.id });
    },

    /** Say something of the whole article; null takes it back. */
    labelArticle(existing, label, value) {
      if (existing && value === null) commit({ target: "article_label", action: "delete", object: existing.id });
      else if (existing) commit({ target: "article_label", action: "update", object: existing.id, state: { label, value } });
      else if (value) commit({ target: "article_label", action: "create", object: uuid7(), state: { label, value } });
    },

    /** Take back the last step; in a flow, that a role stays without words is one too. */
    undo() {
      const { flow } = store.state;
      if (flow?.isFresh) store.send({ type: "flow", flow: { ...flow, skipped: [], isFresh: false } });
      else stepBack("undo", "undone");
    },
    redo: () => stepBack("redo", "redone"),

    /** Make an operation that came back anew: what it changed, over the object as it stands. */
    retry({ target, action, object, state, from }) {
      const there = store.state.objects[target][object];
      const again = action === "create" && there ? "update" : action;
      commit({ target, action: again, object, state: merged(from, state, there?.deleted ? null : there?.state) });
    },
  };
  return editing;
}

function newFlow(kind) {
  return { kind, id: null, isByKeys: false, role: null, last: null, skipped: [], isFresh: false };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameAnchor(one, other) {
  return one.role === other.role && one.start === other.start && one.end === other.end;
}
