/** Choosing words by mouse: the browser's own selection, widened to whole words; and what lies under a click. */

import { showChoosing } from "./about_to_choose.js";
import { takesDrags } from "../state/flow.js";
import { annotationsOf } from "../state/reducer.js";

const NEAR = 5;
const BY_CLICKS = ["word", "word", "sentence", "block"];

export function listenToMouse({ store, manuscript, places, at, cover, chooseAround }) {
  let press = null;
  let isByMouse = true;

  manuscript.root.addEventListener("pointerdown", (event) => {
    isByMouse = event.pointerType === "mouse";
    if (!isByMouse || event.button !== 0) return;
    // A drag that leaves the article still selects in it alone, and its end is noticed wherever it is.
    manuscript.root.setPointerCapture(event.pointerId);
    press = { x: event.clientX, y: event.clientY, byLetter: event.altKey, offset: places.at(event.clientX, event.clientY).offset };
    // What is chosen already is chosen anew, not dragged away.
    if (!event.shiftKey) getSelection().removeAllRanges();
  });
  manuscript.root.addEventListener("pointercancel", () => (press = null));

  // By the time of a click the browser has settled its selection, after a drag too.
  manuscript.root.addEventListener("click", (event) => {
    if (!isByMouse) return;
    const there = places.at(event.clientX, event.clientY);
    const isDrag = press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > NEAR;
    const from = press?.offset ?? there.offset;
    press = null;
    preview();
    at.byLetter = event.altKey;
    at.earlier = at.adding || event.ctrlKey || event.metaKey ? (store.state.selection ?? []) : [];
    at.adding = false;
    if (event.detail > 1 && !at.byLetter) chooseAround(BY_CLICKS[Math.min(event.detail, 4) - 1], from, isDrag ? there.offset : from);
    else fromBrowser(event.shiftKey);
    if (!isDrag && event.detail === 1 && at.anchor === at.focus) activateAt(store, there.letter);
  });

  /** Take over what the browser selected; with Shift, from where the words were begun. */
  function fromBrowser(extends_) {
    const selection = getSelection();
    if (!selection.rangeCount || !manuscript.root.contains(selection.anchorNode)) return;
    const to = manuscript.offsetOf(selection.focusNode, selection.focusOffset);
    const begun = extends_ ? (at.covered?.[0] ?? at.anchor) : null;
    const from = begun ?? (selection.isCollapsed ? to : manuscript.offsetOf(selection.anchorNode, selection.anchorOffset));
    if (from !== null && to !== null) cover(from, to);
  }

  /** While the mouse is dragged: which words it would choose. */
  function preview() {
    const selection = getSelection();
    const isOn = press && !press.byLetter && !selection.isCollapsed && manuscript.root.contains(selection.anchorNode);
    if (!isOn) return showChoosing(manuscript, null);
    const ends = [manuscript.offsetOf(selection.anchorNode, selection.anchorOffset), manuscript.offsetOf(selection.focusNode, selection.focusOffset)];
    if (!ends.includes(null)) showChoosing(manuscript, places.wholeWords({ start: Math.min(...ends), end: Math.max(...ends) }));
  }

  document.addEventListener("selectionchange", preview);
  manuscript.root.addEventListener("dragstart", (event) => event.preventDefault());
}

/** The annotation under a click; the next one where several lie and one of them is at hand. */
export function activateAt(store, letter) {
  const there = letter === null ? [] : annotationsAt(store, letter);
  const place = there.findIndex(({ id }) => id === store.state.active);
  // A click beside all marks moves the cursor alone, and so does any click while a flow asks for the next words.
  if (there.length && !takesDrags(store.state)) store.send({ type: "activated", id: there[(place + 1) % there.length].id });
}

/** The annotations under a letter, those with the fewest letters first, as the one meant is mostly the inner one. */
function annotationsAt(store, letter) {
  const covers = ({ start, end }) => start <= letter && letter < end;
  const size = ({ state }) => Math.min(...state.anchors.filter(covers).map(({ start, end }) => end - start));
  return annotationsOf(store.state)
    .filter(({ state }) => state.anchors.some(covers))
    .sort((one, other) => size(one) - size(other));
}
