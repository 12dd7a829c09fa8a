/**
 * Keys that go to what is to be annotated next: a word that marks speech, a quotation or what follows «أنّ», or a sentence in
 * which nothing is marked. What they come to is chosen, so that one more key makes something of it.
 */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { annotationsOf, isWritable } from "../state/reducer.js";
import { kindOf } from "../state/codebook.js";
import { besidePlace } from "../text/interest.js";
import { sentencesOf } from "../text/sentences.js";

const STOP_AT_END = /[.!?؟۔…:،؛\s]+$/u;

/** Where the keys lead from where the words are chosen or the text cursor is: spans, in the order of the text. */
export function createJumps({ store, selecting, manuscript, cueing }) {
  /** Just before the words chosen or the text cursor, or after their beginning. */
  function from(selection, forward) {
    if (selection) return selection[0].start;
    return forward ? (selecting.cursor ?? 0) - 1 : (selecting.cursor ?? 0);
  }

  function isOneSentence(start, end) {
    const { block, unit } = manuscript.placeOf(start);
    const sentence = sentencesOf(block.text).find(([first, last]) => first <= unit && unit < last);
    return Boolean(sentence) && end <= manuscript.offsetIn(block, sentence[1]);
  }

  /** Without what ends it. */
  function sentenceIn(block, [start, end]) {
    const words = block.text.slice(start, end).replace(STOP_AT_END, "");
    return { start: manuscript.offsetIn(block, start), end: manuscript.offsetIn(block, start + (words.length || end - start)) };
  }

  return {
    /** To the next place of interest that is not marked yet. */
    toPlace(selection, forward) {
      return besidePlace(cueing.places().filter((place) => !isMarked(store.state, place)), from(selection, forward), forward);
    },

    /** To the next quotation or clause with what belongs to it; again, on through the next of the same sentence. */
    toQuote(selection, forward, { state: { anchors } }) {
      const spans = cueing.places().filter(({ type }) => type !== "verb").map(({ whole }) => whole);
      const chosen = selection?.[0];
      if (!chosen) return besidePlace(spans, Math.max(...anchors.map(({ end }) => end)) - 1, forward);
      const next = forward && spans.find(({ start }) => start >= chosen.end);
      if (!next) return besidePlace(spans, chosen.start, forward);
      return isOneSentence(chosen.start, next.end) ? { start: chosen.start, end: next.end } : next;
    },

    /** To the next sentence in which nothing is marked. */
    toBareSentence(selection, forward) {
      const anchors = annotationsOf(store.state).flatMap(({ state }) => state.anchors);
      const isBare = ({ start, end }) => !anchors.some((anchor) => anchor.start < end && start < anchor.end);
      const sentences = manuscript.blocks.flatMap((block) => sentencesOf(block.text).map((sentence) => sentenceIn(block, sentence)));
      return besidePlace(sentences.filter(isBare), from(selection, forward), forward);
    },
  };
}

export function addJumpKeys({ shortcuts, store, selecting, manuscript, attributing, cueing }) {
  const jumps = createJumps({ store, selecting, manuscript, cueing });

  /** While a flow asks for words, to what it may quote; else to whatever is not marked yet. */
  function jump(forward) {
    const { state } = store;
    const { annotation, next } = attributing.progress(state) ?? {};
    if (annotation && next) choose(jumps.toQuote(state.selection, forward, annotation));
    else choose(jumps.toPlace(state.selection, forward), true);
  }

  function choose(place, leaves = false) {
    if (!place) return void store.send({ type: "said", message: gettext("There is nothing further on.") });
    if (leaves && (store.state.active || store.state.flow)) store.send({ type: "activated", id: null });
    manuscript.root.focus({ preventScroll: true });
    selecting.to(place.start, false);
    selecting.to(place.end, true);
  }

  const key = (code, shift, text, act) => ({ group: "go", code, shift, when: isWritable, text, act });
  shortcuts.add(
    key("Period", false, () => gettext("To the next cue, quotation or clause that is not marked. In a flow, to the words it may quote"), () => jump(true)),
    key("Period", true, () => gettext("To the one before"), () => jump(false)),
    key("Slash", false, () => gettext("To the next sentence in which nothing is marked"), () => choose(jumps.toBareSentence(store.state.selection, true), true)),
  );
  return jumps;
}

/** A cue that is one already, or words that are marked as a thing of their own. */
function isMarked(state, { type, start, end }) {
  return annotationsOf(state).some(({ state: said }) => {
    const { flow } = kindOf(state.codebook, said.kind);
    const own = said.anchors.filter(({ role }) => (flow.length > 1 ? type === "verb" && role === flow[0] : type !== "verb"));
    return own.some((anchor) => anchor.start < end && start < anchor.end);
  });
}
