/**
 * Marks over untouched text, by the CSS Custom Highlight API. Overlaps lie in lanes: each lane underlines at its own
 * distance, so that they are told apart without colour. The rules for `::highlight(…)` are in review.css.
 */

import { paintOf } from "./codebook.js";
import { activeOf, annotationsOf } from "./reducer.js";

export const LANES = 4;

export function canPaint() {
  return "highlights" in CSS && "Highlight" in globalThis;
}

export function createPainter(manuscript) {
  let painted = null;

  return function paint(state) {
    if (!canPaint()) return;
    if (painted?.objects !== state.objects) paintAll(manuscript, annotationsOf(state));
    if (painted?.objects !== state.objects || painted.active !== state.active || painted.hovered !== state.hovered) {
      paintOver(manuscript, "active", activeOf(state)?.state.anchors ?? []);
      paintOver(manuscript, "hovered", state.objects.annotation[state.hovered]?.state.anchors ?? []);
    }
    if (painted?.selection !== state.selection) paintOver(manuscript, "chosen", state.selection ?? []);
    painted = state;
  };
}

/** A lane for each anchor, so that no two that overlap share one while lanes last. */
export function lanesOf(anchors) {
  const ends = [];
  return [...anchors]
    .sort((one, other) => one.start - other.start || other.end - one.end)
    .map((anchor) => {
      let lane = ends.findIndex((end) => end <= anchor.start);
      if (lane < 0) lane = ends.length < LANES ? ends.length : ends.indexOf(Math.min(...ends));
      ends[lane] = Math.max(ends[lane] ?? 0, anchor.end);
      return { ...anchor, lane };
    });
}

function paintAll(manuscript, annotations) {
  const marks = new Map();
  const anchors = annotations.flatMap(({ state }) =>
    state.anchors.map(({ start, end, role }) => ({ start, end, paint: paintOf(state.kind, role) })),
  );
  for (const { start, end, paint, lane } of lanesOf(anchors)) {
    const name = `mark-${paint}-${lane}`;
    if (!marks.has(name)) marks.set(name, new Highlight());
    for (const range of manuscript.rangesOf(start, end)) marks.get(name).add(new StaticRange(range));
  }
  for (const name of [...CSS.highlights.keys()]) {
    if (name.startsWith("mark-") && !marks.has(name)) CSS.highlights.delete(name);
  }
  for (const [name, highlight] of marks) CSS.highlights.set(name, highlight);
}

function paintOver(manuscript, name, anchors) {
  const ranges = anchors.flatMap(({ start, end }) => manuscript.rangesOf(start, end));
  const highlight = new Highlight(...ranges.map((range) => new StaticRange(range)));
  highlight.priority = { hovered: 1, active: 2, chosen: 3 }[name];
  CSS.highlights.set(name, highlight);
}
