/** The blocks at hand, what they were before, and which of them the server has. Everything that shows them listens here. */

import { areSame } from "./correcting.js";

const MOST_STEPS = 1000;

/** @param {{blocks: object[], seen: string}} stored what the server has, in units; `seen` is its name for it */
export function createState(stored) {
  const listeners = new Set();
  let state = { blocks: stored.blocks, stored, past: [], future: [] };

  function set(next) {
    state = { ...state, ...next };
    for (const listen of listeners) listen(state);
  }

  return {
    get blocks() {
      return state.blocks;
    },
    get stored() {
      return state.stored;
    },
    get isSaved() {
      return areSame(state.blocks, state.stored.blocks);
    },
    get canUndo() {
      return state.past.length > 0;
    },
    get canRedo() {
      return state.future.length > 0;
    },

    /** Go on with other blocks. `at` is the offset that this is about: undoing leads back there. */
    change(blocks, at) {
      set({ blocks, past: [...state.past, { blocks: state.blocks, at }].slice(-MOST_STEPS), future: [] });
    },

    /** The offset that the step was about; null where there is none to take back. */
    undo() {
      const step = state.past.at(-1);
      if (!step) return null;
      set({ blocks: step.blocks, past: state.past.slice(0, -1), future: [...state.future, { blocks: state.blocks, at: step.at }] });
      return step.at;
    },

    redo() {
      const step = state.future.at(-1);
      if (!step) return null;
      set({ blocks: step.blocks, future: state.future.slice(0, -1), past: [...state.past, { blocks: state.blocks, at: step.at }] });
      return step.at;
    },

    /** The server has these now. */
    store(now) {
      set({ stored: now });
    },

    subscribe(listen) {
      listeners.add(listen);
      listen(state);
    },
  };
}
