/**
 * The flow in which the roles of an annotation are filled one after the other. What it proposes is in `flow_now.js`, its
 * rules are in `state/flow.js`.
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { skippedIn } from "./creating.js";
import { createFlowNow } from "./flow_now.js";
import { kindOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";

export function createAttributing({ store, editing, manuscript, places, cueing, text }) {
  const { codebook } = store.state;
  const flowNow = createFlowNow({ codebook, manuscript, cueing, text });

  const attributing = {
    ...flowNow,
    ...sourceSayings({ store, editing, places, flowNow }),

    /** Whoever begins by a role's key goes on so: a drag then waits for the key that says what the words are. */
    beginByKeys(kind, role) {
      editing.create(kind.key, role.key, "", {}, { flow: { isByKeys: true } });
    },

    /** Let the chosen words fill a role, the next one unless another is named; without chosen words, take what is proposed. */
    fill(role = null) {
      const progress = flowNow.progress(store.state);
      if (!store.state.selection) return attributing.take();
      const filled = role ?? progress.next.key;
      if (progress.annotation) editing.assign(filled);
      else editing.create(progress.kind.key, filled);
    },

    /** Let the proposed words play the role for which they are proposed. */
    take(proposal = flowNow.proposal(store.state)) {
      if (proposal) editing.assign(proposal.role, proposal.attributes, [{ start: proposal.start, end: proposal.end }]);
    },

    /** A role named without chosen words: the next words fill it; where it has words already, those marked last play it. */
    name(role) {
      const state = store.state;
      const progress = flowNow.progress(state);
      const proposal = flowNow.proposal(state, role);
      if (proposal) return attributing.take(proposal);
      if (progress && !(state.flow.isByKeys && progress.annotation) && isEmpty(progress, role)) {
        return store.send({ type: "flow", flow: { ...state.flow, role, skipped: state.flow.skipped.filter((one) => one !== role) } });
      }
      const active = activeOf(state);
      editing.changeRole(active, active.state.anchors.length - 1, role);
    },

    /** Add the chosen words to the quotation that they continue. */
    join() {
      const annotation = flowNow.continued(store.state);
      editing.assign(kindOf(codebook, annotation.state.kind).quoted_role, {}, store.state.selection, annotation);
    },

    link() {
      const { relation, container, contained } = flowNow.offer(store.state);
      const { active } = store.state;
      if (container) editing.relate(relation.key, container.id, active);
      else editing.relateAll(relation.key, active, contained.map(({ id }) => id));
    },

    /** @param {"proposal"|"container"|"contents"} what is not wanted for the annotation at hand */
    decline(what) {
      const role = what === "proposal" ? ` ${flowNow.proposal(store.state).role}` : "";
      store.send({ type: "declined", what: `${what}${role} ${store.state.active}` });
    },

    /** Done with the annotation at hand, or with the flow that has not begun one. */
    leave() {
      store.send({ type: "activated", id: null });
    },
  };

  return attributing;
}

/** Saying that a source is not in the text, or within a word. */
function sourceSayings({ store, editing, places, flowNow }) {
  return {
    /** The source is not in the text: the flow does without it. */
    withoutSource() {
      const { flow } = store.state;
      const { source_role: source } = flowNow.kindAtHand(store.state);
      const next = flow && { ...flow, role: null, skipped: [...flow.skipped, source], isFresh: true };
      const active = activeOf(store.state);
      if (active) editing.implicitSource(active, next);
      else if (next) store.send({ type: "flow", flow: next });
    },

    /** The chosen words begin an annotation whose source is not in the text. */
    beginWithoutSource() {
      const kind = flowNow.kindWith("source_implicit");
      if (!store.state.selection) {
        const message = gettext("Begin “%(kind)s” first, or choose words of it: its source is then implicit.");
        return store.send({ type: "said", message: interpolate(message, { kind: nameOf(kind) }) });
      }
      const skipped = [...skippedIn(store.state, kind.key), kind.source_role];
      editing.create(kind.key, null, "", kind.source_implicit, { flow: { skipped, isFresh: true } });
    },

    /** The pronoun of the chosen word is the source, of the annotation at hand, else of a new one; without one, the words are. */
    suffixSource() {
      const { selection } = store.state;
      const pronoun = selection?.length === 1 && places.pronounOf(selection[0]);
      const spans = pronoun ? [pronoun] : selection;
      if (!selection) return store.send({ type: "said", message: gettext("Choose the words with the pronoun first.") });
      const canSayIt = flowNow.isOfKindWith(store.state, "source_suffix");
      const kind = canSayIt ? flowNow.kindAtHand(store.state) : flowNow.kindWith("source_suffix");
      if (canSayIt && activeOf(store.state)) editing.assign(kind.source_role, kind.source_suffix, spans);
      else editing.create(kind.key, kind.source_role, "", kind.source_suffix, { spans });
    },
  };
}

function isEmpty({ roles, next }, role) {
  return Boolean(next) && next.key !== role && !roles.find((one) => one.role.key === role)?.words;
}
