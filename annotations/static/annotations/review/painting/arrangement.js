/**
 * Which blocks the marks of each annotation touch, and in which lanes they lie there. Lanes are worked out again for the
 * blocks that changed and for those that an annotation ties to them, and only when somebody sees them.
 */

import { lanesOf } from "./lanes.js";
import { kindOf, paintOf } from "../state/codebook.js";

/** @param {{draw: Function, erase: Function}} highlights */
export function createArrangement({ manuscript, codebook, highlights: { draw, erase } }) {
  const shown = new Map();
  const byBlock = new Map(manuscript.blocks.map(({ index }) => [index, new Set()]));
  const near = new Set();
  // Blocks whose lanes are not worked out: nobody has seen them since they changed.
  const stale = new Set();

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
    for (const block of blocks) if (stale.has(block)) arrangeGroup(groupOf(block, { byBlock, shown, stale }));
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
    if (!part.ranges.length && isNear(part)) draw(part);
  }

  function isNear(part) {
    return blocksOf(part).some((block) => near.has(block));
  }

  return {
    shown,
    near,
    take,
    blocksOf,
    showNear,
    isNear,
    arrange,

    /** The annotations that touch a block. */
    of: (block) => [...byBlock.get(block)].map((id) => shown.get(id)),

    /** The parts of an annotation, in their lanes. */
    partsOf(id) {
      arrange(shown.get(id)?.blocks ?? []);
      return shown.get(id)?.parts ?? [];
    },
  };
}

/** The annotations of a block, and of the blocks to which they reach, by age as ids are. */
function groupOf(block, { byBlock, shown, stale }) {
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

/** Take the part that is like another out of a list. */
function takeOut(parts, { name, start, end }) {
  const place = parts.findIndex((part) => part.name === name && part.start === start && part.end === end);
  return place < 0 ? null : parts.splice(place, 1)[0];
}
