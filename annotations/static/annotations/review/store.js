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
