/**
 * Choosing words: by mouse, by finger and by keyboard with a text cursor of our own.
 *
 * What a pointer chooses is widened to whole words, without the punctuation beside them, unless Alt is held; one key goes
 * back to the very letters. The cursor moves in logical order (the arrow that points where the block's reading goes is
 * forward), by whole letters with their marks, and may stand inside a word; with Shift it chooses letter by letter.
 */

import { createSelectedWords, nowhere } from "./selected_words.js";
import { activateAt, listenToMouse } from "./selecting_mouse.js";
import { createSelectingMoves } from "./selecting_moves.js";

export function createSelecting({ store, manuscript, places, caret }) {
  const at = nowhere();
  const { showCaret, choose, cover, chooseAround } = createSelectedWords({ store, manuscript, places, caret, at });

  /** The chosen words as the article has them, each part on a line. */
  const words = () => (store.state.selection ?? []).map(({ start, end }) => manuscript.quote(start, end)).join("\n");

  listenToMouse({ store, manuscript, places, at, cover, chooseAround });
  manuscript.root.addEventListener("focus", () => {
    at.focus ??= manuscript.blocks[0]?.start ?? null;
    at.anchor ??= at.focus;
    showCaret();
  });
  manuscript.root.addEventListener("blur", showCaret);
  addEventListener("resize", showCaret);
  copyWords({ store, manuscript, words });
  letGo({ store, manuscript, at, showCaret });

  return Object.defineProperties(
    {
      words,

      /** Whether the cursor is on its way to further words. */
      isAdding: () => at.adding,

      /** Whether the very letters count, not whole words. */
      isByLetter: () => at.byLetter,

      activateAt: (letter) => activateAt(store, letter),

      /** Go back to a mere cursor. */
      clear: () => store.send({ type: "selected", selection: null }),

      showCaret,
    },
    Object.getOwnPropertyDescriptors(createSelectingMoves({ store, manuscript, places, at, choose, cover })),
  );
}

/** Copying gives the article's own words, whatever the page shows between them. */
function copyWords({ store, manuscript, words }) {
  manuscript.root.addEventListener("copy", (event) => {
    const { selection } = store.state;
    if (!selection) return;
    event.clipboardData.setData("text/plain", words());
    event.preventDefault();
  });
}

/** Words that were made into something are let go of, so that the next drag does not take them along. */
function letGo({ store, manuscript, at, showCaret }) {
  let held = null;
  store.subscribe((state) => {
    const isLetGo = held && !state.selection;
    held = state.selection;
    if (!isLetGo) return;
    at.earlier = [];
    at.adding = false;
    at.covered = null;
    if (getSelection().isCollapsed || !manuscript.root.contains(getSelection().anchorNode)) return;
    getSelection().removeAllRanges();
    at.anchor = at.focus;
    showCaret();
  });
}
