/** Choosing words with keys and by finger: moving the text cursor, and what it has chosen. */

import { gettext } from "../../../newsdesk/js/i18n.js";

export function createSelectingMoves({ store, manuscript, places, at, choose, cover }) {
  /** Up and down keep to the place across the line from which they began. */
  function onLine(offset, down) {
    at.column ??= manuscript.caretOf(offset)?.x ?? null;
    const { block } = manuscript.placeOf(offset);
    return manuscript.offsetOnLine(offset, at.column, down) ?? (down ? block.end : block.start);
  }

  function go(next, isExtending) {
    at.covered = null;
    at.byLetter = true;
    if (!isExtending && !at.adding) at.earlier = [];
    choose(isExtending ? (at.anchor ?? at.focus) : next, next);
    manuscript.keepInSight(next);
  }

  return {
    /** Move the text cursor by a measure of `steps.js`, or choose on to there. */
    step(measure, forward, isExtending) {
      if (at.focus === null) return;
      at.column = null;
      const isBegun = at.anchor !== at.focus;
      if (isExtending && !isBegun && ["word", "clitic"].includes(measure)) at.anchor = at.focus = places.pastStops(at.focus, forward);
      go(places.step(measure, at.focus, forward), isExtending);
    },

    /** Move the text cursor to the line below or above. */
    line(down, isExtending) {
      if (at.focus !== null) go(onLine(at.focus, down), isExtending);
    },

    /** Move the text cursor to an offset, or choose on to there. */
    to(offset, isExtending) {
      at.column = null;
      go(offset, isExtending);
    },

    /** Where the text cursor is; null before it was ever in the article. */
    get cursor() {
      return at.focus;
    },

    /** Choose from one offset to another by finger or handle: in whole words, or by letter where that was asked for. */
    cover(from, to, { anew = false, letters = at.byLetter } = {}) {
      at.byLetter = letters && !anew;
      at.earlier = anew ? [] : (store.state.selection ?? []).slice(0, -1);
      cover(from, to);
    },

    /** Between whole words and the very letters that were covered. */
    refine() {
      if (!store.state.selection) return;
      const ends = at.covered ?? [at.anchor, at.focus];
      at.byLetter = !at.byLetter;
      cover(...ends);
    },

    /** Take a clitic off the beginning or end of the words chosen last; Shift and the same key gives it back. */
    trim(atStart) {
      const last = store.state.selection?.at(-1);
      const rest = last && places.withoutClitic(last, atStart);
      if (!rest) return void store.send({ type: "spoken", words: gettext("Nothing to take off here.") });
      at.column = null;
      at.covered = null;
      at.byLetter = true;
      at.earlier = store.state.selection.slice(0, -1);
      if (atStart) choose(rest.end, rest.start);
      else choose(rest.start, rest.end);
    },

    /** What is chosen stays chosen; what is chosen next comes on top of it. */
    addFurther() {
      if (!store.state.selection) return;
      at.earlier = store.state.selection;
      at.adding = true;
      at.covered = null;
      choose(at.focus, at.focus);
    },
  };
}
