/**
 * Quiet lines in the margin between the annotation at hand, or pointed at, and those that it is related to. For the eye
 * alone: the cards and the panel say the same in words.
 */

import { activeOf, relationsOf } from "../state/reducer.js";

const SVG = "http://www.w3.org/2000/svg";
// How far the first line bows out into the gutter, and each further one, in pixels.
const BOW = 9;
const STEP = 3;
const MOST = 3;
const ARROW = 4;
const BEYOND = 600;

/**
 * @param {object} options
 * @param {HTMLElement} options.rail what the lines are drawn in
 * @param {(id: string) => HTMLElement | undefined} options.cardOf an annotation's card, where there is one
 */
export function createConnectors({ rail, store, cardOf }) {
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("class", "connectors");
  lines.setAttribute("aria-hidden", "true");
  rail.append(lines);

  function draw() {
    const { state } = store;
    const id = state.hovered ?? activeOf(state)?.id;
    const ties = id ? relationsOf(state, id) : [];
    lines.replaceChildren(...ties.flatMap((tie, index) => lineFor(tie.state, id, index)));
  }

  function lineFor({ from, to }, id, index) {
    const frame = lines.getBoundingClientRect();
    const here = edgeOf(id, frame);
    const there = edgeOf(id === from ? to : from, frame);
    if (!here) return [];
    const bow = (BOW + STEP * Math.min(index, MOST)) * (here.isRight ? 1 : -1);
    // A card that is not in the page lies beyond its edge: the line points that way.
    const end = there ?? { x: here.x, y: here.y + (isAfter(id, id === from ? to : from) ? BEYOND : -BEYOND) };
    const path = shape("path", { d: `M${here.x} ${here.y}C${here.x + bow} ${here.y} ${end.x + bow} ${end.y} ${end.x} ${end.y}` });
    const target = id === to ? here : there;
    return target ? [path, arrow(target, here.isRight ? 1 : -1)] : [path];
  }

  /** The middle of a card's outer edge. */
  function edgeOf(id, frame) {
    const card = cardOf(id);
    if (!card?.isConnected || card.hidden) return null;
    const { left, right, top, bottom } = card.getBoundingClientRect();
    const isRight = getComputedStyle(card).direction === "rtl";
    return { x: (isRight ? right : left) - frame.left, y: (top + bottom) / 2 - frame.top, isRight };
  }

  function isAfter(id, other) {
    const { annotation } = store.state.objects;
    return (annotation[other]?.state.anchors[0]?.start ?? 0) > (annotation[id]?.state.anchors[0]?.start ?? 0);
  }

  return { draw };
}

function arrow({ x, y }, outward) {
  return shape("polygon", { points: `${x},${y} ${x + outward * ARROW * 1.6},${y - ARROW} ${x + outward * ARROW * 1.6},${y + ARROW}` });
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
