/**
 * Marks over untouched text, by the CSS Custom Highlight API. Overlaps lie in lanes: each lane has its own distance from
 * the letters and its own stroke, so that they are told apart without colour. The rules for `::highlight(…)` are in
 * marks.css.
 *
 * Only what changed is painted anew, and only near the window: annotations are compared by identity, and lanes are
 * worked out again for the blocks that changed and for those that an annotation ties to them.
 */

import { kindOf, paintOf } from "../state/codebook.js";
import { countBelow } from "../text/spans.js";

// Four lanes and one for whatever finds no room in them: a sign that there is more here.
export const LANES = 4;
// How far beyond the window marks are painted, in windows. At each change a browser goes through all that are: with two
// thousand of them, a key press would take twice as long.
const BEYOND = 3;
const PRIORITY = { hovered: 1, active: 2, chosen: 3 };

export function canPaint() {
  return typeof Highlight === "function" && "highlights" in CSS;
}

/** A listener of the store that paints. */
export function createPainter(manuscript, codebook) {
  const shown = new Map();
  const byBlock = new Map(manuscript.blocks.map(({ index }) => [index, new Set()]));
  const near = new Set();
  // Blocks whose lanes are not worked out: nobody has seen them since they changed.
  const stale = new Set();
  const over = { hovered: [], active: [], chosen: [] };
  let painted = {};

  function paint(state) {
    const { objects, active, hovered, selection } = state;
    const { annotation: annotations } = objects;
    const isChanged = painted.annotations !== annotations;
    if (isChanged) takeChanges(annotations);
    const isOther = isChanged || painted.active !== active;
    if (isOther) paintOver("active", partsOf(active));
    if (isOther || painted.hovered !== hovered) paintOver("hovered", hovered === active ? [] : partsOf(hovered));
    if (painted.selection !== selection) paintOver("chosen", (selection ?? []).map((span) => ({ ...span, name: "chosen" })));
    painted = { annotations, active, hovered, selection };
  }

  function takeChanges(annotations) {
    for (const id of shown.keys()) if (!annotations[id]) take(id, null);
    for (const id in annotations) {
      if (shown.get(id)?.annotation !== annotations[id]) take(id, annotations[id]);
    }
    arrange(near);
  }

  /** Note an annotation's new state, or that it is gone; the blocks that it touched or touches are stale from now on. */
  function take(id, annotation) {
    const old = shown.get(id);
    for (const block of old?.blocks ?? []) {
      byBlock.get(block).delete(id);
      stale.add(block);
    }
    if (!annotation || annotation.deleted) {
      for (const part of old?.parts ?? []) erase(part);
      if (annotation) shown.set(id, { annotation, blocks: [], parts: [] });
      else shown.delete(id);
      return;
    }
    const blocks = new Set(annotation.state.anchors.flatMap(blocksOf));
    for (const block of blocks) {
      byBlock.get(block).add(id);
      stale.add(block);
    }
    shown.set(id, { annotation, blocks: [...blocks], parts: old?.parts ?? [] });
  }

  function blocksOf({ start, end }) {
    return manuscript.blocksOf(start, end).map(({ index }) => index);
  }

  /** Work the lanes of blocks out where they are stale, and of the blocks that annotations tie to them. */
  function arrange(blocks) {
    for (const block of blocks) if (stale.has(block)) arrangeGroup(groupOf(block));
  }

  /** The annotations of a block, and of the blocks to which they reach, by age as ids are. */
  function groupOf(block) {
    const ids = new Set();
    const seen = new Set([block]);
    for (const one of seen) {
      stale.delete(one);
      for (const id of byBlock.get(one)) {
        if (ids.has(id)) continue;
        ids.add(id);
        for (const other of shown.get(id).blocks) seen.add(other);
      }
    }
    return [...ids].sort();
  }

  function arrangeGroup(ids) {
    const all = ids.map((id) => shown.get(id));
    const lanes = lanesOf(all.map(({ annotation }) => annotation.state.anchors));
    all.forEach((one, place) => {
      const { kind, anchors } = one.annotation.state;
      const wanted = anchors.map(({ start, end, role }, index) => {
        const lane = lanes[place][index];
        return { start, end, lane, name: `mark-${paintOf(kindOf(codebook, kind), role)}-${lane}`, ranges: [] };
      });
      const old = one.parts;
      one.parts = wanted.map((part) => takeOut(old, part) ?? part);
      old.forEach(erase);
      one.parts.forEach(showNear);
    });
  }

  function showNear(part) {
    if (!part.ranges.length && blocksOf(part).some((block) => near.has(block))) draw(part);
  }

  function draw(part, priority = 0) {
    const highlight = CSS.highlights.get(part.name) ?? new Highlight();
    part.ranges = manuscript.rangesOf(part.start, part.end).map((range) => new StaticRange(range));
    highlight.priority = priority;
    for (const range of part.ranges) highlight.add(range);
    CSS.highlights.set(part.name, highlight);
    return part;
  }

  function erase(part) {
    const highlight = CSS.highlights.get(part.name);
    for (const range of part.ranges) highlight?.delete(range);
    if (!highlight?.size) CSS.highlights.delete(part.name);
    part.ranges = [];
  }

  function partsOf(id) {
    const { blocks, parts } = shown.get(id) ?? { blocks: [], parts: [] };
    if (!blocks.some((block) => stale.has(block))) return parts;
    arrange(blocks);
    return shown.get(id).parts;
  }

  /** Lay something over the marks: all parts of an annotation as one, each in its lane, or the words chosen. */
  function paintOver(layer, parts) {
    over[layer].forEach(erase);
    over[layer] = parts.map(({ start, end, lane }) => draw({ start, end, name: lane == null ? layer : `${layer}-${lane}` }, PRIORITY[layer]));
  }

  /** Some blocks came near the window, others went away from it: marks are there where they can be seen soon. */
  function moved(entries) {
    for (const { target, isIntersecting } of entries) {
      const { index } = manuscript.blockOf(target);
      if (isIntersecting) near.add(index);
      else near.delete(index);
    }
    arrange(near);
    for (const { target } of entries) {
      for (const id of byBlock.get(manuscript.blockOf(target).index)) {
        for (const part of shown.get(id).parts) {
          if (!blocksOf(part).some((block) => near.has(block))) erase(part);
          else showNear(part);
        }
      }
    }
  }

  if (!canPaint()) return () => {};
  const watcher = new IntersectionObserver(moved, { rootMargin: `${100 * BEYOND}% 0px` });
  const watch = () => manuscript.blocks.forEach(({ element }) => watcher.observe(element));
  watch();
  // What is in view at once is marked without waiting for the watcher, which sleeps in a window in the background.
  const [start, end] = manuscript.offsetsBetween(-BEYOND * innerHeight, (1 + BEYOND) * innerHeight);
  for (const block of blocksOf({ start, end })) near.add(block);
  addEventListener("beforeprint", () => moved(manuscript.blocks.map(({ element }) => ({ target: element, isIntersecting: true }))));
  addEventListener("afterprint", () => (watcher.disconnect(), watch()));
  return paint;
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
