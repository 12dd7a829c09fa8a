/**
 * Marks over untouched text, by the CSS Custom Highlight API. Overlaps lie in lanes: each lane has its own distance from
 * the letters and its own stroke, so that they are told apart without colour. The rules for `::highlight(…)` are in
 * marks.css.
 *
 * Only what changed is painted anew, and only near the window: annotations are compared by identity, and lanes are
 * worked out again for the blocks that changed and for those that an annotation ties to them.
 */

import { createArrangement } from "./arrangement.js";
import { createDepths } from "./depths.js";
import { createHighlights } from "./highlights.js";
import { canHighlight } from "../text/highlighting.js";

// How far beyond the window marks are painted, in windows. At each change a browser goes through all that are: with two
// thousand of them, a key press would take twice as long.
const BEYOND = 3;
const PRIORITY = { hovered: 1, active: 2, chosen: 3 };

/** A listener of the store that paints. */
export function createPainter(manuscript, codebook) {
  if (!canHighlight()) return () => {};
  const highlights = createHighlights(manuscript);
  const arrangement = createArrangement({ manuscript, codebook, highlights });
  const depths = createDepths(manuscript);
  const blocksNear = () => [...arrangement.near].map((index) => manuscript.blocks[index]);
  const over = { hovered: [], active: [], chosen: [] };
  let painted = {};

  function paint(state) {
    const { objects, active, hovered, selection } = state;
    const { annotation: annotations } = objects;
    const isChanged = painted.annotations !== annotations;
    if (isChanged) takeChanges(annotations);
    const isOther = isChanged || painted.active !== active;
    if (isOther) paintOver("active", arrangement.partsOf(active));
    if (isOther || painted.hovered !== hovered) paintOver("hovered", hovered === active ? [] : arrangement.partsOf(hovered));
    if (painted.selection !== selection) paintOver("chosen", (selection ?? []).map((span) => ({ ...span, name: "chosen" })));
    painted = { annotations, active, hovered, selection };
  }

  function takeChanges(annotations) {
    const { shown } = arrangement;
    for (const id of shown.keys()) if (!annotations[id]) arrangement.take(id, null);
    for (const id in annotations) {
      if (shown.get(id)?.annotation !== annotations[id]) arrangement.take(id, annotations[id]);
    }
    arrangement.arrange(arrangement.near);
  }

  /** Lay something over the marks: all parts of an annotation as one, each in its lane, or the words chosen. */
  function paintOver(layer, parts) {
    over[layer].forEach(highlights.erase);
    over[layer] = parts.map(({ start, end, lane }) => highlights.draw({ start, end, lane, name: lane == null ? layer : `${layer}-${lane}` }, PRIORITY[layer]));
  }

  /** Other lines end at other spaces. */
  function paintAnew() {
    if (!manuscript.keepsSpaces) return;
    for (const { parts } of arrangement.shown.values()) {
      parts.forEach(highlights.erase);
      parts.forEach(arrangement.showNear);
    }
    for (const layer of Object.keys(over)) paintOver(layer, over[layer]);
  }

  watchWindow(manuscript, arrangement, highlights, depths);
  watchLetters(manuscript, () => {
    depths.forget();
    depths.know(blocksNear());
    paintAnew();
  });
  return paint;
}

/** Marks are there where they can be seen soon: near the window, and everywhere on paper. */
function watchWindow(manuscript, arrangement, { erase }, depths) {
  const { near } = arrangement;

  /** Styles of marks are worked out for the blocks that have the class alone. */
  function keep(block, isNear) {
    if (isNear) near.add(block);
    else near.delete(block);
    manuscript.blocks[block].element.classList.toggle("near", isNear);
  }

  function moved(entries) {
    const blocks = entries.map(({ target, isIntersecting }) => [manuscript.blockOf(target).index, isIntersecting]);
    for (const [block, isIntersecting] of blocks) keep(block, isIntersecting);
    depths.know([...near].map((index) => manuscript.blocks[index]));
    arrangement.arrange(near);
    for (const part of blocks.flatMap(([block]) => arrangement.of(block)).flatMap(({ parts }) => parts)) {
      if (arrangement.isNear(part)) arrangement.showNear(part);
      else erase(part);
    }
  }

  const watcher = new IntersectionObserver(moved, { rootMargin: `${100 * BEYOND}% 0px` });
  const watch = () => manuscript.blocks.forEach(({ element }) => watcher.observe(element));
  watch();
  // What is in view at once is marked without waiting for the watcher, which sleeps in a window in the background.
  const [start, end] = manuscript.offsetsBetween(-BEYOND * innerHeight, (1 + BEYOND) * innerHeight);
  for (const block of arrangement.blocksOf({ start, end })) keep(block, true);
  addEventListener("beforeprint", () => moved(manuscript.blocks.map(({ element }) => ({ target: element, isIntersecting: true }))));
  addEventListener("afterprint", () => (watcher.disconnect(), watch()));
}

/** Tells when letters may look otherwise: in another size, face or width of the column. */
function watchLetters(manuscript, changed) {
  new ResizeObserver(changed).observe(manuscript.root);
  document.fonts?.addEventListener("loadingdone", changed);
}
