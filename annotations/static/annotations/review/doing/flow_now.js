/** What the flow at hand proposes and offers, and what the annotation at hand can say of its source. */

import { kindOf } from "../state/codebook.js";
import { containedIn, containerFor, contentsOf, continuedAt, progressOf, proposedContent } from "../state/flow.js";
import { activeOf, isWritable } from "../state/reducer.js";

/** How many paragraphs further on words may still continue a quotation. */
const NEAR = 2;

export function createFlowNow({ codebook, manuscript, cueing, text }) {
  const contents = remembered((objects) => contentsOf(codebook, { annotation: objects }));
  const quoted = remembered((annotation, kind) => {
    const found = proposedContent(kind, annotation, text);
    return found && { ...found, role: kind.quoted_role, attributes: {} };
  });
  const named = remembered(({ state }) => cueing.sourceOf(state));
  const contained = remembered((annotation, objects) =>
    containerFor({ codebook, objects }, contents(objects.annotation), annotation),
  );
  const containing = remembered((annotation, objects) => containedIn({ codebook, objects }, contents(objects.annotation), annotation));
  const isDeclined = (state, what, { id }) => state.declined.includes(`${what} ${id}`);

  const now = {
    /** See `progressOf`. */
    progress: (state) => (isWritable(state) ? progressOf(state) : null),

    /**
     * `{start, end, role, attributes}` of the words proposed for the annotation that is being marked: whom it names as its
     * source while that is what is asked for, else what it quotes. Null where none are, or none for the role that is named.
     */
    proposal(state, wanted = null) {
      const { annotation, kind, next } = now.progress(state) ?? {};
      if (!annotation) return null;
      const asksForSource = next?.key === kind.source_role || wanted === kind.source_role;
      const found = [asksForSource && named(annotation), quoted(annotation, kind)].filter(Boolean);
      return found.find(({ role }) => (wanted ?? role) === role && !isDeclined(state, `proposal ${role}`, annotation)) ?? null;
    },

    /**
     * `{what, relation, container}` where the annotation at hand lies in the quotation of another and nothing says so, or with
     * `contained` those that lie in its own.
     */
    offer(state) {
      const active = isWritable(state) && !state.selection ? activeOf(state) : null;
      if (!active) return null;
      const container = !isDeclined(state, "container", active) && contained(active, state.objects);
      if (container) return { what: "container", ...container };
      const contents = !isDeclined(state, "contents", active) && containing(active, state.objects);
      return contents ? { what: "contents", ...contents } : null;
    },

    /** The annotation whose quotation the chosen words may continue; null while another is at hand. */
    continued(state) {
      if (!isWritable(state) || !state.selection || state.flow || activeOf(state)) return null;
      const { start } = state.selection[0];
      const found = continuedAt(contents(state.objects.annotation), start);
      return found && paragraphsBetween(found.end, start) <= NEAR ? found.annotation : null;
    },

  };

  function paragraphsBetween(end, start) {
    const within = manuscript.blocks.slice(manuscript.blocks.indexOf(manuscript.blockAt(end - 1)), manuscript.blocks.indexOf(manuscript.blockAt(start)));
    return within.filter(({ element }) => element.dataset.kind === "paragraph").length;
  }

  return { ...now, ...sayings(codebook) };
}

/** What the kinds of a codebook can say of a source. */
function sayings(codebook) {
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

  return { kindAtHand, kindWith, isOfKindWith, canSay };
}

/** Works something out anew only where what it is worked out from is another object than the last time. */
function remembered(work) {
  let last = null;
  return (...given) => {
    if (!last || given.some((one, index) => one !== last.given[index])) last = { given, result: work(...given) };
    return last.result;
  };
}
