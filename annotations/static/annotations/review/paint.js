/**
 * Marks over untouched text, by the CSS Custom Highlight API. Overlaps lie in lanes: each lane has its own distance from
 * the letters and its own stroke, so that they are told apart without colour. The rules for `::highlight(…)` are in
 * marks.css.
 *
 * Only what changed is painted anew: annotations are compared by identity, and lanes are worked out again for the blocks
 * that changed and for those that an annotation ties to them.
 */

import { paintOf } from "./codebook.js";
import { countBelow } from "./spans.js";

// Four lanes and one for whatever finds no room in them: a sign that there is more here.
export const LANES = 4;
const PRIORITY = { hovered: 1, active: 2, chosen: 3 };

export function canPaint() {
  return typeof Highlight === "function" && "highlights" in CSS;
}

/** A listener of the store that paints. */
export function createPainter(manuscript) {
  const shown = new Map();
  const byBlock = new Map(manuscript.blocks.map(({ index }) => [index, new Set()]));
  const over = { hovered: [], active: [], chosen: [] };
  let painted = {};

  function paint(state) {
    const { objects, active, hovered, selection } = state;
    const { annotation: annotations } = objects;
    const isChanged = painted.annotations !== annotations;
    if (isChanged) paintChanges(annotations);
    if (isChanged || painted.active !== active) paintOver("active", partsOf(active));
    if (isChanged || painted.hovered !== hovered) paintOver("hovered", hovered === active ? [] : partsOf(hovered));
    if (painted.selection !== selection) paintOver("chosen", (selection ?? []).map((span) => ({ ...span, name: "chosen" })));
    painted = { annotations, active, hovered, selection };
  }

  function paintChanges(annotations) {
    const touched = new Set();
    for (const id of shown.keys()) if (!annotations[id]) take(id, null, touched);
    for (const id in annotations) {
      if (shown.get(id)?.annotation !== annotations[id]) take(id, annotations[id], touched);
    }
    for (const group of groups(touched)) paintGroup(group);
  }

  /** Note an annotation's new state, or that it is gone; the blocks it touched or touches are added to `touched`. */
  function take(id, annotation, touched) {
    const old = shown.get(id);
    for (const block of old?.blocks ?? []) {
      byBlock.get(block).delete(id);
      touched.add(block);
    }
    if (!annotation || annotation.deleted) {
      for (const part of old?.parts ?? []) erase(part);
      if (annotation) shown.set(id, { annotation, blocks: [], parts: [] });
      else shown.delete(id);
      return;
    }
    const { anchors } = annotation.state;
    const blocks = new Set(anchors.flatMap(({ start, end }) => manuscript.blocksOf(start, end).map(({ index }) => index)));
    for (const block of blocks) {
      byBlock.get(block).add(id);
      touched.add(block);
    }
    shown.set(id, { annotation, blocks: [...blocks], parts: old?.parts ?? [] });
  }

  /** The annotations of the touched blocks, and of the blocks to which they reach, group by group, by age as ids are. */
  function* groups(touched) {
    const seen = new Set();
    for (const start of touched) {
      const ids = new Set();
      const blocks = [start];
      for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
        if (seen.has(block)) continue;
        seen.add(block);
        for (const id of byBlock.get(block)) {
          if (ids.has(id)) continue;
          ids.add(id);
          blocks.push(...shown.get(id).blocks);
        }
      }
      if (ids.size) yield [...ids].sort();
    }
  }

  function paintGroup(ids) {
    const all = ids.map((id) => shown.get(id));
    const lanes = lanesOf(all.map(({ annotation }) => annotation.state.anchors));
    all.forEach((one, place) => {
      const { kind, anchors } = one.annotation.state;
      const wanted = anchors.map(({ start, end, role }, index) => {
        const lane = lanes[place][index];
        return { start, end, lane, name: `mark-${paintOf(kind, role)}-${lane}` };
      });
      const old = one.parts;
      one.parts = wanted.map((part) => takeOut(old, part) ?? draw(part));
      old.forEach(erase);
    });
  }

  function draw(part, priority = 0) {
    const ranges = manuscript.rangesOf(part.start, part.end).map((range) => new StaticRange(range));
    const highlight = CSS.highlights.get(part.name) ?? new Highlight();
    highlight.priority = priority;
    for (const range of ranges) highlight.add(range);
    CSS.highlights.set(part.name, highlight);
    return { ...part, ranges };
  }

  function erase({ name, ranges }) {
    const highlight = CSS.highlights.get(name);
    for (const range of ranges) highlight?.delete(range);
    if (!highlight?.size) CSS.highlights.delete(name);
  }

  function partsOf(id) {
    return shown.get(id)?.parts ?? [];
  }

  /** Lay something over the marks: all parts of an annotation as one, each in its lane, or the words chosen. */
  function paintOver(layer, parts) {
    over[layer].forEach(erase);
    over[layer] = parts.map(({ start, end, lane }) => draw({ start, end, name: lane == null ? layer : `${layer}-${lane}` }, PRIORITY[layer]));
  }

  return canPaint() ? paint : () => {};
}

/** Take the part that is like another out of a list. */
function takeOut(parts, { name, start, end }) {
  const place = parts.findIndex((part) => part.name === name && part.start === start && part.end === end);
  return place < 0 ? null : parts.splice(place, 1)[0];
}

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
