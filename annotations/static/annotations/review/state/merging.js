/** One person's change over what somebody else has made of the same thing meanwhile. Pure. */

import { same } from "./sameness.js";

/**
 * The fields, attributes and parts that were changed, as they were changed; the rest as it stands now.
 * @param {any} from the state against which the change was made; undefined where nobody knows
 * @param {any} mine the state as it was wanted
 * @param {any} now the state that stands; `{deleted: true}` or nothing for none
 * @returns {any} all of `mine` where there is nothing to merge with, or where the kind was changed: labels, parts and
 *   attributes of one kind mean nothing in another
 */
export function merged(from, mine, now) {
  if (!from || !mine || !now || now.deleted) return mine;
  if (from.kind !== mine.kind || from.kind !== now.kind) return mine;
  const state = mergedFields(from, mine, now);
  if (mine.attributes) state.attributes = mergedFields(from.attributes, mine.attributes, now.attributes);
  if (mine.anchors) state.anchors = Object.values(mergedFields(...[from, mine, now].map(byRole))).flat();
  return state;
}

function mergedFields(from = {}, mine = {}, now = {}) {
  const names = [...new Set([...Object.keys(now), ...Object.keys(mine)])];
  const taken = names.map((name) => [name, same(from[name], mine[name]) ? now[name] : mine[name]]);
  return Object.fromEntries(taken.filter(([, value]) => value !== undefined));
}

function byRole({ anchors = [] }) {
  return Object.groupBy(anchors, ({ role }) => role);
}
