/**
 * The flow in which the roles of an annotation are filled one after the other, with the keys and the mouse; what it
 * proposes, and the relation that it offers. See `flow.js` for the rules.
 */

import { gettext, interpolate } from "../../newsdesk/js/i18n.js";
import { kindOf } from "./codebook.js";
import { nameOf } from "./dom.js";
import { containerFor, contentsOf, continuedAt, progressOf, proposedContent, takesDrags } from "./flow.js";
import { activeOf, isWritable } from "./reducer.js";

/** How many paragraphs further on words may still continue a quotation. */
const NEAR = 2;

export function createAttributing({ store, editing, manuscript, places, text, shortcuts }) {
  const { codebook } = store.state;
  const contents = remembered((objects) => contentsOf(codebook, { annotation: objects }));
  const proposed = remembered((annotation, kind) => proposedContent(kind, annotation, text));
  const contained = remembered((annotation, objects) =>
    containerFor({ codebook, objects }, contents(objects.annotation), annotation),
  );
  const isDeclined = (state, what, { id }) => state.declined.includes(`${what} ${id}`);

  const attributing = {
    /** See `progressOf`. */
    progress: (state) => (isWritable(state) ? progressOf(state) : null),

    /** The words proposed as what is quoted by the annotation that is being marked; null where none are. */
    proposal(state) {
      const { annotation, kind } = attributing.progress(state) ?? {};
      return annotation && !isDeclined(state, "proposal", annotation) ? proposed(annotation, kind) : null;
    },

    /** `{relation, container}` where the annotation at hand lies in the quotation of another and nothing says so. */
    offer(state) {
      const active = isWritable(state) && !state.selection ? activeOf(state) : null;
      return active && !isDeclined(state, "container", active) ? contained(active, state.objects) : null;
    },

    /** The annotation whose quotation the chosen words may continue; null while another is at hand. */
    continued(state) {
      if (!isWritable(state) || !state.selection || state.flow || activeOf(state)) return null;
      const { start } = state.selection[0];
      const found = continuedAt(contents(state.objects.annotation), start);
      return found && paragraphsBetween(found.end, start) <= NEAR ? found.annotation : null;
    },

    /** Whoever begins by a role's key goes on so: a drag then waits for the key that says what the words are. */
    beginByKeys(kind, role) {
      editing.create(kind.key, role.key);
      const { flow } = store.state;
      if (flow) store.send({ type: "flow", flow: { ...flow, isByKeys: true } });
    },

    /** Let the chosen words fill a role, the next one unless another is named; without chosen words, take what is proposed. */
    fill(role = null) {
      const progress = attributing.progress(store.state);
      if (!store.state.selection) return attributing.take();
      const filled = role ?? progress.next.key;
      if (progress.annotation) editing.assign(filled);
      else editing.create(progress.kind.key, filled);
    },

    /** Make the proposed words what is quoted. */
    take() {
      const proposal = attributing.proposal(store.state);
      if (proposal) editing.assign(kindAtHand(store.state).quoted_role, {}, [proposal]);
    },

    /** A role named without chosen words: the next words fill it; where it has words already, those marked last play it. */
    name(role) {
      const state = store.state;
      const progress = attributing.progress(state);
      if (role === kindAtHand(state).quoted_role && attributing.proposal(state)) return attributing.take();
      if (progress && !(state.flow.isByKeys && progress.annotation) && isEmpty(progress, role)) {
        return store.send({ type: "flow", flow: { ...state.flow, role, skipped: state.flow.skipped.filter((one) => one !== role) } });
      }
      const active = activeOf(state);
      editing.changeRole(active, active.state.anchors.length - 1, role);
    },

    /** The source is not in the text: the flow does without it. */
    withoutSource() {
      const { flow } = store.state;
      const { source_role: source } = kindAtHand(store.state);
      if (flow) store.send({ type: "flow", flow: { ...flow, role: null, skipped: [...flow.skipped, source], isFresh: true } });
      const active = activeOf(store.state);
      if (active) editing.implicitSource(active);
    },

    /** The chosen words begin an annotation whose source is not in the text. */
    beginWithoutSource() {
      const kind = kindWith("source_implicit");
      if (!store.state.selection) {
        const message = gettext("Begin “%(kind)s” first, or choose words of it: its source is then implicit.");
        return store.send({ type: "said", message: interpolate(message, { kind: nameOf(kind) }) });
      }
      editing.create(kind.key, null, "", kind.source_implicit);
      const { flow } = store.state;
      if (flow) store.send({ type: "flow", flow: { ...flow, skipped: [...flow.skipped, kind.source_role], isFresh: true } });
    },

    /** The pronoun of the chosen word is the source, of the annotation at hand, else of a new one; without one, the words are. */
    suffixSource() {
      const { selection } = store.state;
      const pronoun = selection?.length === 1 && places.pronounOf(selection[0]);
      if (pronoun) store.send({ type: "selected", selection: [pronoun] });
      if (!selection) return store.send({ type: "said", message: gettext("Choose the words with the pronoun first.") });
      const isAtHand = isOfKindWith(store.state, "source_suffix") && activeOf(store.state);
      const kind = isAtHand ? kindAtHand(store.state) : kindWith("source_suffix");
      if (isAtHand) editing.assign(kind.source_role, kind.source_suffix);
      else editing.create(kind.key, kind.source_role, "", kind.source_suffix);
    },

    /** Add the chosen words to the quotation that they continue. */
    join() {
      const annotation = attributing.continued(store.state);
      store.send({ type: "activated", id: annotation.id });
      editing.assign(kindAtHand(store.state).quoted_role);
    },

    link() {
      const { relation, container } = attributing.offer(store.state);
      editing.relate(relation.key, container.id, store.state.active);
    },

    /** @param {"proposal"|"container"} what is not wanted for the annotation at hand */
    decline(what) {
      store.send({ type: "declined", what: `${what} ${store.state.active}` });
    },

    /** Done with the annotation at hand, or with the flow that has not begun one. */
    leave() {
      store.send({ type: "activated", id: null });
    },
  };

  function isEmpty({ roles, next }, role) {
    return Boolean(next) && next.key !== role && !roles.find((one) => one.role.key === role)?.words;
  }

  function paragraphsBetween(end, start) {
    const within = manuscript.blocks.slice(manuscript.blocks.indexOf(manuscript.blockAt(end - 1)), manuscript.blocks.indexOf(manuscript.blockAt(start)));
    return within.filter(({ element }) => element.dataset.kind === "paragraph").length;
  }

  // A finished drag or double click fills the next role; with Ctrl it adds to the one filled last. By touch and by key the
  // words may still grow, so that a press says when they are right.
  let pointer = "mouse";
  let isDoubled = false;
  manuscript.root.addEventListener("pointerdown", ({ pointerType }) => (pointer = pointerType));
  manuscript.root.addEventListener("click", (event) => {
    if (event.detail < 2) isDoubled = false;
    if (event.detail !== 2) marked(event);
  });
  manuscript.root.addEventListener("dblclick", (event) => (isDoubled = marked(event)));

  function marked(event) {
    const { flow, selection } = store.state;
    if (!flow || flow.isByKeys || !selection || pointer === "touch") return false;
    // A third click means more than the word that the second one has marked.
    if (isDoubled) editing.undo();
    isDoubled = false;
    const further = event.ctrlKey || event.metaKey ? flow.last : null;
    if (!further && !takesDrags(store.state)) return false;
    attributing.fill(further);
    return true;
  }

  shortcuts.add(
    {
      group: "parts",
      code: "Enter",
      text: () => gettext("Mark the words as the next part, or take what is proposed"),
      when: (state) => Boolean(state.selection ? attributing.progress(state)?.next : attributing.proposal(state)),
      act: () => attributing.fill(),
    },
    {
      group: "edit",
      code: "Enter",
      text: () => gettext("Done"),
      when: (state) =>
        isWritable(state) && Boolean(activeOf(state) || state.flow) && !(state.selection ? attributing.progress(state)?.next : attributing.proposal(state)),
      act: attributing.leave,
    },
    {
      group: "edit",
      code: "Escape",
      text: () => gettext("Done"),
      when: (state) => !state.selection && Boolean(activeOf(state) || state.flow) && !attributing.proposal(state),
      act: attributing.leave,
    },
    {
      group: "parts",
      code: "Escape",
      text: () => gettext("Turn down what is proposed"),
      when: (state) => !state.selection && Boolean(attributing.proposal(state)),
      act: () => attributing.decline("proposal"),
    },
    {
      group: "parts",
      code: "KeyI",
      text: () => gettext("Implicit source: not in the text"),
      when: (state) => canSay(state, "source_implicit"),
      act: () => (isOfKindWith(store.state, "source_implicit") ? attributing.withoutSource() : attributing.beginWithoutSource()),
    },
    {
      group: "parts",
      code: "KeyU",
      text: () => gettext("Source in a suffix pronoun: the words chosen"),
      when: (state) => canSay(state, "source_suffix"),
      act: attributing.suffixSource,
    },
    {
      group: "parts",
      code: "KeyJ",
      text: () => gettext("Join the words to the quotation that they continue"),
      when: (state) => Boolean(attributing.continued(state)),
      act: attributing.join,
    },
    {
      group: "edit",
      code: "KeyO",
      text: () => gettext("Link it to the annotation in whose quoted words it lies"),
      when: (state) => Boolean(attributing.offer(state)),
      act: attributing.link,
    },
  );

  /** The kind of the annotation at hand, or of the flow that has not begun one yet. */
  function kindAtHand(state) {
    return kindOf(codebook, activeOf(state)?.state.kind ?? state.flow?.kind);
  }

  /** The first kind that says something of its source. */
  function kindWith(saying) {
    return codebook.annotations.find((kind) => kind[saying]);
  }

  /** Whether what is at hand can say it of its source. */
  function isOfKindWith(state, saying) {
    return isWritable(state) && Boolean(kindAtHand(state)?.[saying]);
  }

  /** Whether it can, or an annotation that can may be begun: not while anything else is at hand. */
  function canSay(state, saying) {
    return isWritable(state) && Boolean(kindWith(saying)) && (isOfKindWith(state, saying) || !activeOf(state) || Boolean(state.selection));
  }

  return attributing;
}

/** Works something out anew only where what it is worked out from is another object than the last time. */
function remembered(work) {
  let last = null;
  return (...given) => {
    if (!last || given.some((one, index) => one !== last.given[index])) last = { given, result: work(...given) };
    return last.result;
  };
}
