/** What an editor does to the blocks, by key, button or pointer: each a step that can be undone, with what is said of it. */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { createChecking } from "./checking.js";
import { join, moveBorder, retype, splitOff } from "./correcting.js";

/** @param {{say: (words: string) => void}} options say: shows and speaks a sentence */
export function createDoing({ state, text, kinds, drawing, cursor, say }) {
  /** Go on with new blocks, the cursor at an offset. Whether there were any. */
  function take(blocks, at, inBlock, words) {
    if (!blocks) return false;
    state.change(blocks, cursor.at);
    drawing.draw();
    cursor.put(at, inBlock);
    cursor.show();
    if (words) say(words);
    return true;
  }

  function splitHere() {
    const { index, chosen } = cursor;
    const found = splitOff(text, state.blocks, index, ...(chosen ?? [cursor.at]));
    if (!found) return say(gettext("Put the text cursor between two words of a block, and split there."));
    const { blocks, inBlock } = found;
    take(blocks, blocks[inBlock].start, inBlock, interpolate(ngettext("Split: %(n)s block now.", "Split: %(n)s blocks now.", blocks.length), { n: blocks.length }));
  }

  /** With the block before, or the one after. */
  function joinWith(forward) {
    const index = forward ? cursor.index : cursor.index - 1;
    const at = forward ? state.blocks[index]?.end : state.blocks[index + 1]?.start;
    const blocks = index < 0 ? null : join(state.blocks, index);
    if (!blocks) return say(forward ? gettext("There is no block after this one.") : gettext("There is no block before this one."));
    take(blocks, at, index, interpolate(ngettext("Joined: %(n)s block now.", "Joined: %(n)s blocks now.", blocks.length), { n: blocks.length }));
  }

  /** Backspace at a block's start and Delete at its end, as in any text; elsewhere they would take letters away. */
  function joinAtEdge(forward) {
    const { start, end } = state.blocks[cursor.index];
    if (cursor.at === (forward ? end : start)) return joinWith(forward);
    say(forward ? gettext("Letters stay. At the end of a block this key joins it with the next.") : gettext("Letters stay. At the start of a block this key joins it with the one before."));
  }

  /** Let the cursor's block begin or end at the cursor: the rest goes to its neighbour. */
  function borderHere(edge) {
    const border = edge === "start" ? cursor.index - 1 : cursor.index;
    if (!state.blocks[border] || !state.blocks[border + 1]) {
      return say(edge === "start" ? gettext("There is no block before this one.") : gettext("There is no block after this one."));
    }
    if (!putBorder(border, cursor.at, cursor.index)) say(gettext("The border is there already."));
  }

  function putBorder(border, unit, inBlock = border + 1) {
    const blocks = moveBorder(text, state.blocks, border, unit);
    const at = blocks && (inBlock === border ? blocks[border].end : blocks[border + 1].start);
    return take(blocks, at, inBlock, gettext("The border is moved."));
  }

  function setKind(kind, index = cursor.index) {
    const name = kinds.get(kind);
    if (!take(retype(state.blocks, index, kind), cursor.index === index ? cursor.at : state.blocks[index].start, index, name)) say(name);
  }

  return {
    splitHere,
    joinWith,
    joinAtEdge,
    borderHere,
    putBorder,
    setKind,
    ...createChecking({ state, cursor, take, say }),
    undo: () => back(state.undo(), gettext("Undone."), gettext("There is nothing to undo.")),
    redo: () => back(state.redo(), gettext("Done again."), gettext("There is nothing to do again.")),

    /** Go on with the blocks of somebody else, or with those kept from before. */
    takeOver: (blocks) => take(blocks, cursor.at),
  };

  function back(at, done, nothing) {
    if (at === null) return say(nothing);
    drawing.draw();
    cursor.put(at);
    cursor.show();
    say(done);
  }
}
