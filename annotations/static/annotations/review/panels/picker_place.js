/** Where the bar of choices lies. */

import { sight } from "../text/sight.js";

const GAP = 6;
/** From what width on the bar lies beside the article, how wide it may be there, and how high the labels are that unfold in it, in pixels. */
const BESIDE = 280;
const WIDEST = 400;
const UNFOLDED = 140;

/**
 * Beside the column where there is room and the words reach near enough to it, level with the last that do: no line of the
 * text is covered, and a bar that grows only moves up and down. Else over the first of the words, or below the last; so it
 * is never further from them than half the column is wide. A bar at the foot of a narrow window.
 */
export function putBeside(place, spans, manuscript) {
  place.removeAttribute("style");
  if (!spans || getComputedStyle(place).position !== "absolute") return;
  const lines = spans.flatMap(({ start, end }) => linesOf(manuscript, start, end));
  if (!lines.length) return;
  const frame = place.offsetParent.getBoundingClientRect();
  const first = lines.reduce((one, other) => (other.top < one.top ? other : one));
  const { top, left } = besideText(place, lines, manuscript) ?? overWords(place, first, lowest(lines));
  place.style.top = `${top - frame.top}px`;
  place.style.left = `${left - frame.left}px`;
}

/** In the padding of the article and over what lies beyond it, at its end side or else at its start; null where neither will do. */
function besideText(place, lines, manuscript) {
  const { left, right } = columnOf(manuscript);
  const isEndRight = getComputedStyle(document.documentElement).direction === "ltr";
  for (const isRight of [isEndRight, !isEndRight]) {
    const edge = isRight ? right + GAP : left - GAP;
    const room = isRight ? document.documentElement.clientWidth - edge - GAP : edge - GAP;
    const near = lines.filter((line) => (isRight ? edge - line.right : line.left - edge) <= (right - left) / 2);
    if (room >= BESIDE && near.length) return levelWith(place, lowest(near), { edge, isRight, room });
  }
  return null;
}

/** The column in which the words stand, from its left to its right. */
function columnOf({ root }) {
  const text = root.getBoundingClientRect();
  const { paddingLeft, paddingRight } = getComputedStyle(root);
  return { left: text.left + parseFloat(paddingLeft), right: text.right - parseFloat(paddingRight) };
}

function levelWith(place, line, { edge, isRight, room }) {
  place.style.maxInlineSize = `${Math.min(room, WIDEST)}px`;
  const { width, height } = place.getBoundingClientRect();
  // A bar in the lower half grows upward, so that what is pointed at stays where it is.
  const growsUp = line.top > innerHeight / 2;
  place.toggleAttribute("data-above", growsUp);
  const wanted = growsUp ? line.bottom - height : line.top;
  return { top: Math.max(sight().top + GAP, Math.min(wanted, innerHeight - height - GAP)), left: isRight ? edge : edge - width };
}

/** It takes a side on which it can grow, and keeps it while it does. */
function overWords(place, first, last) {
  const frame = place.offsetParent.getBoundingClientRect();
  const { width, height } = place.getBoundingClientRect();
  const above = first.top - GAP - height - sight().top;
  const below = innerHeight - last.bottom - GAP - height;
  const isGrown = place.querySelector(".picker-labels") !== null;
  const isAbove = isGrown ? place.hasAttribute("data-above") : above > UNFOLDED || (above > 0 && below < UNFOLDED);
  place.toggleAttribute("data-above", isAbove);
  const near = isAbove ? first : last;
  const middle = near.left + near.width / 2 - width / 2;
  return {
    top: isAbove ? first.top - GAP - height : Math.min(last.bottom + GAP, innerHeight - height - GAP),
    left: Math.min(Math.max(frame.left, middle), Math.max(frame.left, frame.right - width)),
  };
}

function lowest(lines) {
  return lines.reduce((one, other) => (other.bottom > one.bottom ? other : one));
}

function linesOf(manuscript, start, end) {
  return manuscript.rangesOf(start, end).flatMap(({ startContainer, startOffset, endContainer, endOffset }) => {
    const range = document.createRange();
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return [...range.getClientRects()];
  });
}
