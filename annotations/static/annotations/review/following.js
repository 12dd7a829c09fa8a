/** What other tabs and devices do to the same reading: asked for after the last event known, merged when it comes. */

const SOON = 3000;
const LATE = 30000;

export function followEvents({ store, api, outbox }) {
  const own = new Set();
  let timer = 0;
  let wait = SOON;

  async function poll() {
    try {
      const { events, more } = await api.getEvents(store.state.lastEvent);
      for (const event of events) await take(event);
      wait = more ? 0 : SOON;
    } catch {
      wait = Math.min(LATE, wait * 2 || SOON);
    }
    plan();
  }

  /** An own change is on the screen already; somebody else's waits while a change to the same object is on its way. */
  async function take(event) {
    if (event.action === "reading.submitted" || event.action === "reading.taken_back") {
      store.send({ type: "submitted", submitted: event.action === "reading.submitted" });
    }
    const isOurs = own.delete(event.number);
    const pending = isOurs ? [] : await outbox.pending();
    if (isOurs || pending.some((operation) => operation.object === event.data.object)) {
      store.send({ type: "seen", number: event.number });
    } else {
      store.send({ type: "event", event });
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(poll, document.hidden ? LATE : wait);
  }

  return {
    start() {
      plan();
      document.addEventListener("visibilitychange", () => {
        if (document.hidden) return;
        wait = 0;
        plan();
      });
    },

    /** An event that this page made: it will not be merged again. */
    own(number) {
      if (number > store.state.lastEvent) own.add(number);
    },

    /** Take everything anew from the server, with what is still on its way on top. */
    async reload() {
      try {
        const content = await api.getContent();
        store.send({ type: "content", content, pending: await outbox.pending() });
      } catch {
        wait = SOON;
      }
    },
  };
}
