/** What an annotation says besides its words: label, attributes, note and source, also while they are half typed. */

import { kindOf } from "../state/codebook.js";
import { LATER } from "../state/frame.js";
import { isTooLong } from "../state/limits.js";
import { problems } from "../state/problems.js";
import { isWritable } from "../state/reducer.js";

export function createDescribing({ store, carrying, changing, drafts }) {
  const { saidNow, update, proposed } = changing;

  /** What was typed is an operation now; once the outbox has it, the draft has done its duty. */
  async function typed(annotation, field, value) {
    await carrying.kept();
    drafts.drop(annotation.id, field, value);
  }

  const describing = {
    /** A label on something that lacks no more words ends its flow, even if roles that may stay empty are. */
    label(annotation, label) {
      const said = saidNow(annotation);
      const state = proposed(annotation, said, { ...said, label });
      const isEnd = store.state.flow?.id === annotation.id && !problems(store.state.codebook, state).some(({ path }) => path.startsWith("roles/"));
      update(annotation, state, isEnd ? { flow: null } : {});
    },

    attribute(annotation, key, value) {
      if (isTooLong(typeOf(store.state, annotation, `attributes/${key}`), value)) return;
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

    /** See `LATER` in `state/frame.js`. */
    later(annotation, { name, empty }, value) {
      if (isTooLong(name, value)) return;
      update(annotation, { [name]: value === "" ? empty : value });
      typed(annotation, name, value);
    },

    /** With what was said of the same source before, where the codebook asks for that. */
    source(annotation, source, now) {
      update(annotation, proposed(annotation, saidNow(annotation), { ...saidNow(annotation), source }), now);
    },

    /** Something is being typed, null once it is not: see `drafts.js`. */
    typing({ id }, field, value) {
      if (value === null) drafts.drop(id, field, drafts.held(id, field));
      else drafts.keep(id, field, value);
    },

    /** What stands in a field and is too long to be saved; undefined if nothing is. */
    tooLong(annotation, field) {
      const held = drafts.held(annotation.id, field);
      return isTooLong(typeOf(store.state, annotation, field), held) ? held : undefined;
    },

    /** The first annotation with a text that is too long to be saved. */
    withTooLong() {
      const { annotation } = store.state.objects;
      const found = drafts.left().find(({ id, field }) => annotation[id] && !annotation[id].deleted && describing.tooLong(annotation[id], field) !== undefined);
      return found && annotation[found.id];
    },

    /** Finish what an earlier page was left with. */
    finishTyping() {
      for (const { id, field, value } of drafts.left()) {
        const annotation = store.state.objects.annotation[id];
        const [name, key] = field.split("/");
        // A source's own field goes on with it.
        if (!annotation || annotation.deleted || name === "source" || !isWritable(store.state)) continue;
        const later = LATER.find((field) => field.name === name);
        if (name === "note") describing.note(annotation, value);
        else if (later) describing.later(annotation, later, value);
        else describing.attribute(annotation, key, value.trim());
      }
    },
  };
  return describing;
}

/** "note", or the type of the attribute that a field is for. */
function typeOf({ codebook }, annotation, field) {
  const [name, key] = field.split("/");
  return key ? kindOf(codebook, annotation.state.kind).attributes.find((one) => one.key === key)?.type : name;
}
