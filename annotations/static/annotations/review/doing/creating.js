/** Beginning annotations: on the words chosen, or in a flow that waits for its first words. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { uuid7 } from "../keeping/uuid7.js";
import { firstRole, kindOf, needsWords } from "../state/codebook.js";
import { defaults } from "../state/defaults.js";
import { hasFlow } from "../state/flow.js";
import { bare } from "../state/frame.js";
import { isWritable } from "../state/reducer.js";
import { howQuoted } from "../text/quotation.js";
import { unitsOf } from "../../../articles/js/spans.js";

export function createCreating({ store, carrying, changing, cueing, text }) {
  /** What the first words are: a quotation is what a flow quotes, others begin it. */
  function roleOf(kind, selection) {
    if (!hasFlow(kind)) return firstRole(kind);
    const spans = selection.map(({ start, end }) => [unitsOf(text, start), unitsOf(text, end)]);
    return kind.quoted_role && spans.length && howQuoted(text, spans) === "quoted" ? kind.quoted_role : kind.flow[0];
  }

  function stateOf(kind, role, spans, { label, attributes }) {
    const bared = bare(kind.key, label, changing.anchorsFor(role, spans));
    const said = label ? bared : { ...bared, label: cueing.labelOf(bared) };
    return { ...said, attributes: { ...defaults(store.state.codebook, said, text), ...attributes } };
  }

  /** Without words: a kind of several roles waits for its first ones, another has to be about some. */
  function wait(kind, flow) {
    if (needsWords(kind)) carrying.turn({ message: gettext("Choose words in the article first.") });
    else carrying.turn({ active: null, flow: { ...newFlow(kind.key), ...flow } });
    return null;
  }

  return {
    /**
     * Begin an annotation of a kind on the selection or on other spans, in a role, with a label and attributes if they are
     * named. Its id. Without words a kind of several roles waits for its first ones, and null comes back.
     * @param {{flow?: object, spans?: object[]}} more flow: how its flow begins, where it is not as usual
     */
    create(kindKey, role = null, label = "", attributes = {}, { flow = {}, spans = store.state.selection ?? [] } = {}) {
      if (!isWritable(store.state)) return null;
      const kind = kindOf(store.state.codebook, kindKey);
      if (!spans.length && (needsWords(kind) || hasFlow(kind))) return wait(kind, flow);
      // What a key has come to and chosen is quoted, with what belongs to it.
      const quoted = !role && hasFlow(kind) && kind.quoted_role ? cueing.quotedAt(spans) : null;
      const last = role ?? (quoted ? kind.quoted_role : roleOf(kind, spans));
      const state = stateOf(kind, last, quoted ? [quoted] : spans, { label, attributes });
      const id = uuid7();
      const next = hasFlow(kind) ? { ...newFlow(kindKey), id, last, skipped: skippedIn(store.state, kindKey), ...flow } : null;
      carrying.commit([{ target: "annotation", action: "create", object: id, state }], { active: id, flow: next, selection: null, message: "" });
      return id;
    },

    /** Say the same of other words, once for each of them, in one step. */
    repeat(annotation, anchors, note, message) {
      const states = anchors.map((anchor) => changing.proposed(annotation, annotation.state, { ...annotation.state, anchors: [anchor], note }));
      carrying.commit(states.map((state) => ({ target: "annotation", action: "create", object: uuid7(), state })), { message });
    },
  };
}

/** The roles that a flow of a kind does without so far. */
export function skippedIn({ flow }, kind) {
  return flow?.kind === kind ? flow.skipped : [];
}

function newFlow(kind) {
  return { kind, id: null, isByKeys: false, role: null, last: null, skipped: [], isFresh: false };
}
