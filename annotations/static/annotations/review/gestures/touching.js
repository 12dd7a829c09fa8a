/** Fingers on the article: a tap is a click, holding chooses a word, and moving on from there chooses further words. */

const HOLD = 450;
const STILL = 10;

export function listenToFingers({ manuscript, places, selecting }) {
  const { root } = manuscript;
  let finger = null;

  root.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType !== "mouse";
    // The browser's own handles and menu would lie over ours.
    root.toggleAttribute("data-touched", isFinger);
    clearTimeout(finger?.timer);
    finger = isFinger && event.isPrimary ? { x: event.clientX, y: event.clientY, timer: setTimeout(hold, HOLD), word: null } : null;
  });
  root.addEventListener("pointermove", (event) => {
    if (!finger || !event.isPrimary) return;
    if (finger.word) return extend(event);
    if (Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > STILL) clearTimeout(finger.timer);
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => clearTimeout(finger?.timer));
  root.addEventListener("touchmove", (event) => finger?.word && event.cancelable && event.preventDefault(), { passive: false });
  root.addEventListener("contextmenu", (event) => finger && event.preventDefault());

  root.addEventListener("click", (event) => {
    if (!finger) return;
    const wasHeld = Boolean(finger.word);
    finger = null;
    if (wasHeld) return;
    const { offset, letter } = places.at(event.clientX, event.clientY);
    selecting.to(offset, false);
    selecting.activateAt(letter);
  });

  function hold() {
    const { offset, letter } = places.at(finger.x, finger.y);
    const word = letter === null ? null : places.around("word", offset);
    if (!word) return;
    finger.word = word;
    root.focus({ preventScroll: true });
    selecting.cover(word.start, word.end, { anew: true });
  }

  function extend({ clientX, clientY }) {
    const { offset } = places.at(clientX, clientY);
    const { start, end } = finger.word;
    if (offset < start) selecting.cover(end, offset, { anew: true });
    else selecting.cover(start, Math.max(offset, end), { anew: true });
  }
}
