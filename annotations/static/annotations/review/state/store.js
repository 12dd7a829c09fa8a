/** One store: a pure reducer changes its state, panels listen and send actions. */
export function createStore(reduce, state) {
  const listeners = new Set();
  return {
    get state() {
      return state;
    },
    send(action) {
      state = reduce(state, action);
      for (const listen of listeners) listen(state, action);
    },
    subscribe(listen) {
      listeners.add(listen);
      listen(state, { type: "begun" });
      return () => listeners.delete(listen);
    },
  };
}

/** A listener that hears of all that one gesture changed at once, when it is done, before anything is seen. */
export function afterGesture(listen) {
  let isComing = false;
  let now = null;
  return (state) => {
    now = state;
    if (isComing) return;
    isComing = true;
    queueMicrotask(() => {
      isComing = false;
      listen(now);
    });
  };
}

