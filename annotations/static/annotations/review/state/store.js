/**
 * One store: a pure reducer changes its state, panels listen and send actions. Redux tells no listener which action it was.
 *
 * Listeners hear of all that was sent in one go, with the state that came of it, when it is done and before anything is
 * seen: what is drawn is drawn once.
 */
export function createStore(reduce, state) {
  const listeners = new Set();
  let untold = [];

  function tell() {
    if (!untold.length) return;
    const actions = untold;
    untold = [];
    for (const listen of listeners) listen(state, actions);
  }

  return {
    get state() {
      return state;
    },

    send(action) {
      state = reduce(state, action);
      if (untold.push(action) === 1) queueMicrotask(tell);
    },

    /** Let the listeners hear at once, for what has to find what they draw. */
    tell,

    /** @param {(state: object, actions: object[]) => void} listen soon called for the first time, with nothing that was sent */
    subscribe(listen) {
      listeners.add(listen);
      queueMicrotask(() => listen(state, []));
    },
  };
}
