/**
 * Where the cards of the margin stand: at their lines, none over another. Pure; all measures in pixels.
 *
 * @typedef {object} Row a card that wants to stand at a height
 * @property {string} id
 * @property {number} wanted where its line is
 * @property {number} size how high the whole card is
 * @property {boolean} isOpen it is being worked on: it keeps its size and is never put away
 * @property {boolean} [isAskedFor] somebody wants to see its whole crowd, however far from the lines
 *
 * @typedef {Row & {at: number, isCompact: boolean}} Placed
 * @typedef {{at: number, ids: string[]}} Group cards for which there is no room, behind one button
 */

const COMPACT = 30;
const GAP = 6;
// So far from its line a card may be.
const NEAR = 160;
// Among those that are pushed about, the one at hand counts for so many.
const WEIGHT = 100;

/**
 * In a crowd cards shrink to one line; those that would still come to stand far from their lines go into a group.
 * @param {Row[]} rows
 * @returns {{placed: Placed[], groups: Group[]}}
 */
export function layOut(rows) {
  const shrunk = [...rows].sort((one, other) => one.wanted - other.wanted).map((row) => {
    const isCompact = !row.isOpen && crowding(rows, row) > 2 * NEAR;
    return { ...row, isCompact, size: (isCompact ? COMPACT : row.size) + GAP };
  });
  const kept = new Set(shrunk);
  const groups = [];
  for (const crowd of crowds(shrunk)) {
    const room = crowd.rows.at(-1).wanted - crowd.rows[0].wanted + 2 * NEAR;
    if (crowd.size <= room || crowd.rows.some(({ isAskedFor }) => isAskedFor)) continue;
    const away = putAway(crowd.rows, room - COMPACT - GAP);
    if (away.length < 2) continue;
    for (const row of away) kept.delete(row);
    groups.push({ id: `more-${away[0].id}`, wanted: away[0].wanted, size: COMPACT + GAP, ids: away.map(({ id }) => id), isGroup: true });
  }
  const all = [...kept, ...groups].sort((one, other) => one.wanted - other.wanted);
  const placed = crowds(all).flatMap(standing);
  return { placed: placed.filter(({ isGroup }) => !isGroup), groups: placed.filter(({ isGroup }) => isGroup) };
}

/** How high the cards are, whole, that want to stand near a row. */
function crowding(rows, { wanted }) {
  return rows.reduce((sum, row) => sum + (Math.abs(row.wanted - wanted) <= NEAR ? row.size + GAP : 0), 0);
}

/** Those for which there is no room, the last ones of a crowd. */
function putAway(rows, room) {
  let left = room - rows.reduce((sum, { isOpen, size }) => sum + (isOpen ? size : 0), 0);
  return rows.filter(({ isOpen, size }) => !isOpen && (left -= size) < 0);
}

/** Rows that push each other, together where their mean distance from their lines is least; none above the top. */
function crowds(rows) {
  const found = [];
  for (const row of rows) {
    const weight = row.isOpen ? WEIGHT : 1;
    let crowd = { rows: [row], size: row.size, weight, sum: row.wanted * weight };
    for (let last = found.at(-1); last && last.sum / last.weight + last.size > crowd.sum / crowd.weight; last = found.at(-1)) {
      found.pop();
      crowd = {
        rows: [...last.rows, ...crowd.rows],
        size: last.size + crowd.size,
        weight: last.weight + crowd.weight,
        sum: last.sum + crowd.sum - last.size * crowd.weight,
      };
    }
    if (crowd.sum < 0) crowd.sum = 0;
    found.push(crowd);
  }
  return found;
}

function standing({ rows, sum, weight }) {
  let at = sum / weight;
  return rows.map((row) => ({ ...row, at: (at += row.size) - row.size }));
}
