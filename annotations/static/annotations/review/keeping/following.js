/**
 * What other tabs and devices do to the same reading: asked for after the last event known, merged when it comes. Another
 * tab of this browser says that there is something new; other devices are asked about every two seconds while somebody
 * is there to see it, ever more rarely while nobody is or the server does not answer.
 */

const SOON = 2000;
const AWAY = 10_000;
const LATE = 30_000;
const REST = 10 * 60_000;
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"];

export function followEvents({ store, api, outbox, drafts }) {
  let results = 0;
  let failures = 0;
  let timer = 0;
  let isAsking = false;
  let isWanted = false;
  let mustReload = false;
  let leaving = null;
  const signs = createSigns();
  const events = createTaking({ store, outbox, drafts });

  async function poll() {
    isWanted = true;
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      while (isWanted) {
        // Whoever is signed out would be refused.
        if (await leaving) return;
        isWanted = false;
        if (mustReload) await takeAnew();
        const { events: come, more } = await api.getEvents(store.state.lastEvent);
        come.forEach(events.take);
        if (come.length) signs.note();
        isWanted ||= more;
      }
      failures = 0;
    } catch {
      failures += 1;
    }
    isAsking = false;
    events.release();
    timer = setTimeout(poll, pause());
  }

  function pause() {
    if (failures) return Math.min(LATE, SOON * 2 ** failures);
    if (document.hidden) return LATE;
    return signs.areOld() ? AWAY : SOON;
  }

  /** Everything as the server has it, with what is still on its way on top; again, if something arrived meanwhile. */
  async function takeAnew() {
    for (let before = -1; before !== results; ) {
      before = results;
      const content = await api.getContent();
      if (before === results) store.send({ type: "content", content, pending: outbox.unheard() });
    }
    mustReload = false;
  }

  return {
    start() {
      timer = setTimeout(poll, pause());
      document.addEventListener("visibilitychange", () => document.hidden || poll());
      addEventListener("online", poll);
      addEventListener("newsdesk:leaving", ({ detail }) => (leaving = detail));
      signs.begin(poll);
    },

    /** Ask now: another tab says that there is something. */
    now: poll,

    /** One more of this page's own changes has its result. */
    settled() {
      results += 1;
      events.release();
    },

    /** Take everything anew from the server, as soon as it answers. */
    reload() {
      mustReload = true;
      return poll();
    },
  };
}

/** What is on its way from here, or half typed, is finished first: it was made of what the screen shows now. */
function createTaking({ store, outbox, drafts }) {
  let held = [];
  const isBusy = (object) => outbox.isWaiting(object) || drafts.isTyping(object);

  return {
    take(event) {
      // By the codebook that this page has, nothing would fit any more; what is unsent is kept.
      if (event.action === "reading.moved") return location.reload();
      if (event.action === "reading.submitted" || event.action === "reading.taken_back") {
        store.send({ type: "submitted", submitted: event.action === "reading.submitted" });
      }
      if (isBusy(event.data.object)) {
        held.push(event);
        store.send({ type: "seen", number: event.number });
      } else {
        store.send({ type: "event", event });
      }
    },

    /** What is not waited for any more. */
    release() {
      const ready = held.filter((event) => !isBusy(event.data.object));
      held = held.filter((event) => !ready.includes(event));
      for (const event of ready) store.send({ type: "event", event });
    },
  };
}

/** When somebody was last seen to be there. */
function createSigns() {
  let last = Date.now();
  const areOld = () => Date.now() - last >= REST;
  const note = () => (last = Date.now());

  return {
    note,
    areOld,

    /** @param {() => void} back somebody comes back after a rest */
    begin(back) {
      const alive = () => {
        const wasAway = areOld();
        note();
        if (wasAway) back();
      };
      for (const sign of SIGNS_OF_LIFE) addEventListener(sign, alive, { passive: true, capture: true });
    },
  };
}
