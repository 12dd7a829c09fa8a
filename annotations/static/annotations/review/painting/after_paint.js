/** What can wait until a mark is on the screen: it is done then, and before anything else that somebody does. */

const DONE = ["keydown", "pointerdown"];
let owed = null;

function pay() {
  const act = owed;
  owed = null;
  act?.();
}

for (const event of DONE) addEventListener(event, pay, { capture: true });

/** @param {() => void} act called once; soon, where nobody sees the page */
export function afterPaint(act) {
  owed = act;
  if (document.hidden) return void queueMicrotask(pay);
  requestAnimationFrame(() => {
    // A task that is asked for within a frame runs when it has been painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = pay;
    port2.postMessage(null);
  });
}
