/**
 * Steps that can be taken back: shown at once, kept by the outbox before anything is sent, their opposite on the undo list.
 * Whatever one gesture changes besides, such as what is at hand, reaches the store in the same message.
 */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { isAsLeft, missingOf } from "../keeping/remembering.js";
import { uuid7 } from "../keeping/uuid7.js";
import { stepInWords } from "../state/naming.js";
import { atHand, inverseOf, isWritable, reduce, standing } from "../state/reducer.js";

const SAID = {
  undone: () => gettext("Undone: %(what)s."),
  redone: () => gettext("Redone: %(what)s."),
};

export function createCarryingOut({ store, outbox }) {
  let kept = Promise.resolve();

  /** @param {object} now what is at hand afterwards, as the reducer takes it, whether there was anything to do or not */
  function commit(steps, now = {}) {
    if (!steps.length || !isWritable(store.state)) return turn(now);
    carryOut({ type: "done", ...completed(store.state.objects, steps), now });
  }

  /** Nothing changes but what is at hand. */
  function turn(now) {
    if (Object.keys(now).length) store.send({ type: "turned", now });
  }

  function carryOut(action) {
    store.send(action);
    kept = outbox.put(action.operations);
  }

  /** Carry out the last step of a list; what was changed since, on another device or in another tab, stays as it is. */
  function stepBack(list, type) {
    const { state } = store;
    const step = state[list].at(-1);
    if (!step || !isWritable(state)) return;
    if (!isAsLeft(state.objects, step)) return forget(list, step);
    const missing = missingOf(state.objects, step);
    const before = { ...state, objects: missing.reduce(standing, state.objects) };
    const action = { type, missing, ...completed(before.objects, step) };
    const what = stepInWords(before, reduce(state, action), step);
    carryOut({ ...action, now: { message: interpolate(SAID[type](), { what }) } });
  }

  function forget(list, step) {
    const { state } = store;
    const changed = step.find(({ target, object }) => target === "annotation" && !state.objects.annotation[object]?.deleted);
    const message = gettext("Not undone: it was changed since in another tab or on another device, and stays as it is.");
    store.send({ type: "forgotten", list, now: { ...(changed && atHand(state, changed.object)), message } });
  }

  return { commit, turn, undo: () => stepBack("undo", "undone"), redo: () => stepBack("redo", "redone"), kept: () => kept };
}

/** Operations with ids and versions, and what takes them back. */
function completed(objects, steps) {
  const versions = new Map();
  const states = new Map();
  const operations = steps.map(({ expects, ...step }) => {
    const key = `${step.target}/${step.object}`;
    const from = step.action === "update" && { from: states.get(key) ?? objects[step.target][step.object]?.state };
    states.set(key, step.state);
    const base = versions.get(key) ?? objects[step.target][step.object]?.version ?? 0;
    versions.set(key, base + 1);
    return { ...step, ...from, id: uuid7(), base_version: base };
  });
  return { operations, inverse: inverseOf(objects, operations) };
}
