/**
 * One store: a pure reducer changes its state, panels listen and send actions. Redux tells no listener which action it was.
 *
 * Listeners hear of all that was sent in one go, with the state that came of it, when it is done and before anything is
 * seen: what is drawn is drawn once. Those that wait hear of it when what the others drew is on the screen: a mark is
 * seen at once, and what is said of it beside the text a moment later.
 *
 * @param {(act: () => void) => void} [afterPaint] calls back when what is drawn by now has been painted
 */
export function createStore(reduce, state, afterPaint = queueMicrotask) {
  const listeners = new Set();
  const waiting = new Set();
  let untold = [];
  let owed = [];

  function tellAtOnce() {
    if (!untold.length) return;
    const actions = untold;
    untold = [];
    for (const listen of listeners) listen(state, actions);
    if (!owed.length) afterPaint(tellRest);
    owed.push(...actions);
  }

  function tellRest() {
    if (!owed.length) return;
    const actions = owed;
    owed = [];
    for (const listen of waiting) listen(state, actions);
  }

  return {
    get state() {
      return state;
    },

    send(action) {
      state = reduce(state, action);
      if (untold.push(action) === 1) queueMicrotask(tellAtOnce);
    },

    /** Let all listeners hear now, for what has to find what they draw. */
    tell() {
      tellAtOnce();
      tellRest();
    },

    /**
     * @param {(state: object, actions: object[]) => void} listen soon called for the first time, with nothing that was sent
     * @param {{waits?: boolean}} [options] whether it can wait until the others' work is seen
     */
    subscribe(listen, { waits = false } = {}) {
      (waits ? waiting : listeners).add(listen);
      queueMicrotask(() => listen(state, []));
    },
  };
}
