/** In which lane each anchor lies, so that marks that overlap are told apart. Pure. */

import { countBelow } from "../../../articles/js/spans.js";

// Four lanes and one for whatever finds no room in them: a sign that there is more here.
const LANES = 4;

/**
 * A lane for each anchor of each annotation. Those that overlap or touch lie in different lanes while lanes last, the
 * rest in lane `LANES`; the parts of one annotation lie in one, unless they overlap each other. Each takes the first lane
 * that those before it leave, so that a later one moves no line that is seen already; only where lanes run out is another
 * order tried.
 * @param {{start: number, end: number}[][]} annotations the anchors of each, the oldest annotation first
 * @returns {number[][]}
 */
export function lanesOf(annotations) {
  const found = annotations.map((anchors) => anchors.map(() => LANES));
  const strands = annotations.flatMap(strandsOf);
  const [byAge, byPlace] = [strands, strands.toSorted(byStart)].map((order) => new Map(fill(order)));
  const lanes = byPlace.size > byAge.size ? byPlace : byAge;
  for (const [{ place, parts }, lane] of lanes) for (const { index } of parts) found[place][index] = lane;
  return found;
}

/** Strands with the lane of each, first come, first served; those that find no room are left out. */
function* fill(strands) {
  // What lies in a lane overlaps nothing there: sorted by start it is sorted by end.
  const lanes = Array.from({ length: LANES }, () => []);
  for (const strand of strands) {
    const free = lanes.findIndex((taken) => strand.parts.every((part) => hasRoom(taken, part)));
    if (free < 0) continue;
    for (const part of strand.parts) lanes[free].splice(countBelow(lanes[free], part.start, ({ start }) => start), 0, part);
    yield [strand, free];
  }
}

function hasRoom(taken, { start, end }) {
  const next = taken[countBelow(taken, start, (one) => one.end)];
  return !next || end < next.start;
}

/** An annotation's anchors as few rows of parts that do not overlap: as a rule one. */
function strandsOf(anchors, place) {
  const strands = [];
  const parts = anchors.map(({ start, end }, index) => ({ start, end, index }));
  for (const part of parts.sort((one, other) => one.start - other.start || other.end - one.end)) {
    const strand = strands.find(({ parts }) => parts.at(-1).end <= part.start);
    if (strand) strand.parts.push(part);
    else strands.push({ place, parts: [part] });
  }
  return strands;
}

function byStart({ parts: [one], place }, { parts: [other], place: otherPlace }) {
  return one.start - other.start || other.end - one.end || place - otherPlace;
}
