/**
 * Corrections that the server does not have yet, kept in this browser. They hold places and kinds, never a letter of the text.
 *
 * By hand: it is one entry of `localStorage`, and most of it is what to do where there is none.
 */

import { areSame, fit } from "./correcting.js";

/** @param {{key: string}} options key: whose and of which text */
export function createBlockKeeping({ key, state, text, places }) {
  const name = `newsdesk-blocks:${key}`;
  const left = read(name);
  // What the corrections at hand were made against.
  let base = state.stored.seen;

  return {
    get base() {
      return base;
    },
    set base(seen) {
      base = seen;
    },

    /** Keep what is at hand, or forget it where the server has it. Whether nothing would be lost with the page. */
    keep() {
      try {
        if (state.isSaved) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify({ seen: base, blocks: places.toPoints(state.blocks) }));
        return true;
      } catch {
        return state.isSaved;
      }
    },

    /** Corrections that an earlier page was left with, in units; null where there are none that hold this text. */
    recovered() {
      const blocks = left && unitsOfDraft(left.blocks);
      if (!blocks || areSame(blocks, state.blocks)) return null;
      base = left.seen;
      return blocks;
    },
  };

  function unitsOfDraft(points) {
    try {
      const blocks = places.toUnits(points);
      return fit(text, blocks) ? blocks : null;
    } catch {
      return null; // Of another text.
    }
  }
}

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return Array.isArray(draft?.blocks) && typeof draft.seen === "string" ? draft : null;
  } catch {
    return null;
  }
}
