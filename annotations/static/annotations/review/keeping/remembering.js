/**
 * Undo and redo outlive the page: the last steps of one person in one reading, kept in the browser's database, and
 * whether a step still fits what it would take back.
 */

import { inTransaction, openDatabase } from "./storage.js";
import { uuid7 } from "./uuid7.js";

const LISTS = ["undo", "redo"];

/** @param {{store: object, key: string, factory?: IDBFactory}} options key: `${userId}:${readingId}` */
export function createRemembering({ store, key, factory }) {
  const database = openDatabase(factory).catch(() => null);
  const earlier = inStore("readonly", (steps) => steps.getAll(IDBKeyRange.bound([key], [key, []])));
  const ids = new Map();
  let known = { undo: store.state.undo, redo: store.state.redo };

  /** Writes follow each other in the order of the steps; a browser that keeps nothing forgets at the end of the page. */
  async function inStore(mode, ask) {
    const opened = await database;
    try {
      return opened ? await inTransaction(opened, ["steps"], mode, ask) : undefined;
    } catch {
      return undefined;
    }
  }

  function write(gone, come) {
    return inStore("readwrite", (steps) => {
      for (const [list, id] of gone) steps.delete([key, list, id]);
      for (const [list, id, step] of come) steps.put({ key, list, id, step });
    });
  }

  function keep(state) {
    const gone = [];
    const come = [];
    for (const list of LISTS) {
      const [was, now] = [known[list], state[list]];
      if (was === now) continue;
      const left = new Set(now);
      for (const step of was) {
        if (left.has(step)) continue;
        gone.push([list, ids.get(step)]);
        ids.delete(step);
      }
      for (const step of now) {
        if (ids.has(step)) continue;
        ids.set(step, uuid7());
        come.push([list, ids.get(step), step]);
      }
    }
    known = { undo: state.undo, redo: state.redo };
    if (gone.length || come.length) write(gone, come);
  }

  return {
    /** Put the steps of earlier pages under those of this one, and keep all from now on. */
    async begin() {
      const found = (await earlier) ?? [];
      const lists = { undo: [], redo: [] };
      for (const { list, id, step } of found) {
        ids.set(step, id);
        lists[list].push(step);
      }
      known = lists;
      if (found.length) store.send({ type: "remembered", ...lists });
      store.subscribe(keep);
    },
  };
}

/** Whether everything that a step changes stands as the step left it: what another device did since is not undone unseen. */
export function isAsLeft(objects, step) {
  const seen = new Set();
  return step.every(({ target, object, expects }) => {
    if (!expects || seen.has(object)) return true;
    seen.add(object);
    const there = objects[target][object];
    if (!there) return expects.deleted;
    return there.deleted === expects.deleted && (there.deleted || alike(there.state, expects.state));
  });
}

/** What a step is about to bring back and the page does not know, because the server tells nothing of what is deleted. */
export function missingOf(objects, step) {
  return step
    .filter(({ target, object, expects }) => expects?.deleted && !objects[target][object])
    .map(({ target, object, expects }) => ({ target, current: { ...expects.state, id: object, version: expects.version, deleted: true, problems: [] } }));
}

/** Equal but for the order of keys and for what is empty: the server keeps states in an order of its own. */
function alike(one, other) {
  if (isEmpty(one) && isEmpty(other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  if (Array.isArray(one)) return one.length === other.length && one.every((value, place) => alike(value, other[place]));
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => alike(one[name], other[name]));
}

function isEmpty(value) {
  return value == null || value === "" || (Array.isArray(value) && !value.length);
}
