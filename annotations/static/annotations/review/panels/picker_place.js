/** Where the bar of choices lies. */

import { sight } from "../text/sight.js";

const GAP = 6;
/** From what width on the bar lies beside the article, and how wide it may be there, in pixels. */
const BESIDE = 280;
const WIDEST = 400;

/**
 * Beside the article where there is room, level with the last of the words: no line of the text is covered, and a bar
 * that grows or follows the words only moves up and down. Else over the first of the words, or below the last; a bar at
 * the foot of a narrow window.
 */
export function putBeside(place, spans, manuscript) {
  place.removeAttribute("style");
  if (!spans || getComputedStyle(place).position !== "absolute") return;
  const lines = spans.flatMap(({ start, end }) => linesOf(manuscript, start, end));
  if (!lines.length) return;
  const frame = place.offsetParent.getBoundingClientRect();
  const first = lines.reduce((one, other) => (other.top < one.top ? other : one));
  const last = lines.reduce((one, other) => (other.bottom > one.bottom ? other : one));
  const { top, left } = besideText(place, last, manuscript) ?? overWords(place, first, last);
  place.style.top = `${top - frame.top}px`;
  place.style.left = `${left - frame.left}px`;
}

/** At the end side of the text, in the padding of the article and over the panel; null where that is too narrow. */
function besideText(place, line, manuscript) {
  const text = manuscript.root.getBoundingClientRect();
  const padding = parseFloat(getComputedStyle(manuscript.root).paddingLeft);
  const isRight = getComputedStyle(document.documentElement).direction === "ltr";
  const edge = isRight ? text.right - padding + GAP : text.left + padding - GAP;
  const room = isRight ? document.documentElement.clientWidth - edge - GAP : edge - GAP;
  if (room < BESIDE) return null;
  place.style.maxInlineSize = `${Math.min(room, WIDEST)}px`;
  const { width, height } = place.getBoundingClientRect();
  // A bar in the lower half grows upward, so that what is pointed at stays where it is.
  const growsUp = line.top > innerHeight / 2;
  place.toggleAttribute("data-above", growsUp);
  const wanted = growsUp ? line.bottom - height : line.top;
  return { top: Math.max(sight().top + GAP, Math.min(wanted, innerHeight - height - GAP)), left: isRight ? edge : edge - width };
}

function overWords(place, first, last) {
  const frame = place.offsetParent.getBoundingClientRect();
  const { width, height } = place.getBoundingClientRect();
  const isAbove = first.top - GAP - height > sight().top;
  place.toggleAttribute("data-above", isAbove);
  const near = isAbove ? first : last;
  const middle = near.left + near.width / 2 - width / 2;
  return {
    top: isAbove ? first.top - GAP - height : Math.min(last.bottom + GAP, innerHeight - height - GAP),
    left: Math.min(Math.max(frame.left, middle), Math.max(frame.left, frame.right - width)),
  };
}

function linesOf(manuscript, start, end) {
  return manuscript.rangesOf(start, end).flatMap(({ startContainer, startOffset, endContainer, endOffset }) => {
    const range = document.createRange();
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return [...range.getClientRects()];
  });
}
