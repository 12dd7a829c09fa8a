/** Going from block to block, and saying that one is right, or all are. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { confirmAll, nextFlagged, retype } from "./correcting.js";

/** @param {{take: Function}} options take: goes on with new blocks, see `doing.js` */
export function createChecking({ state, cursor, take, say }) {
  /** The cursor's block is right; on to the next to check. */
  function confirmHere() {
    const { index } = cursor;
    take(retype(state.blocks, index, state.blocks[index].kind), cursor.at, index);
    toFlagged();
  }

  function toFlagged(forward = true) {
    const index = nextFlagged(state.blocks, cursor.index, forward);
    if (index < 0) return say(gettext("No block of this text is left to check."));
    cursor.put(state.blocks[index].start, index);
    cursor.show();
  }

  /** From the beginning of the text. */
  function toFirstFlagged() {
    const index = state.blocks.findIndex(({ flagged }) => flagged);
    cursor.put(state.blocks[index].start, index);
    cursor.show();
  }

  function toBlock(step) {
    const index = cursor.index + step;
    if (!state.blocks[index]) return;
    cursor.put(state.blocks[index].start, index);
    cursor.show();
  }

  return {
    confirmHere,
    confirmAll: () => take(confirmAll(state.blocks), cursor.at, cursor.index),
    toFlagged,
    toFirstFlagged,
    toBlock,
  };
}
