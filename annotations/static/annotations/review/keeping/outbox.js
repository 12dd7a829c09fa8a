/**
 * Keeps what the server has not acknowledged (promise 6): stores operations first, then sends them in order until each
 * has its result. What the server did not take is kept, too, until somebody dismisses it.
 *
 * All tabs of a reading share one queue and send in turns; each is told the results of what it put itself and of
 * what was left over when it opened.
 *
 * By hand, because Workbox's background sync sends requests anew without looking at the answers, and nowhere but from a
 * service worker.
 *
 * @typedef {{id: string, target: string, action: string, object: string, base_version: number, state?: object, from?: object}} Operation
 *   from: the state that an update changes
 * @typedef {{id: string, status: "applied"|"duplicate"|"conflict"|"refused"|"blocked", version: number | null,
 *            event: number | null, problems: object[], errors: object[], current: object | null}} Result
 * @typedef {{state: "saved"|"sending"|"waiting"|"paused", count: number, reason: string, code: string, durable: boolean}} State
 *   count: operations not acknowledged; reason: what the server said, "" if nothing, and `code` the same for programs;
 *   durable: false if only this tab remembers them
 */

import { calling } from "./listeners.js";
import { createProgress } from "./outbox_progress.js";
import { createSending, isTaken } from "./sending.js";
import { createStorage } from "./storage.js";

/**
 * @param {object} options
 * @param {{postOperations: (operations: Operation[]) => Promise<{results: Result[]}>}} options.api
 * @param {string} options.key whose reading it is: `${userId}:${readingId}`
 * @param {(state: State) => void} [options.onState]
 * @param {(operation: Operation, result: Result) => void} [options.onResult]
 * @param {(failure: {status: number, reason: string}) => void} [options.onPaused] sending stopped until `resume()`
 * @param {() => void} [options.onElsewhere] the server has an answer for another tab: there may be something new
 * @param {() => void} [options.onReturned] another tab changed what `returned()` gives
 * @param {IDBFactory} [options.storage] the browser's databases
 */
export function createOutbox({ api, key, onState, onResult, onPaused, onElsewhere, onReturned, storage }) {
  const name = `newsdesk:${key}`;
  const own = new Map();
  const kept = createStorage({ key, factory: storage, unsettled: () => [...own.values()] });
  const opened = kept.first().then((entries) => entries.forEach(({ operation }) => own.set(operation.id, operation)));
  const channel = new BroadcastChannel(name);
  const listening = new AbortController();
  const { signal } = listening;
  const progress = createProgress({ own, kept, onState });
  const sending = createSending({ api, name, kept, progress, spread, onPaused, signal });

  function spread(settled) {
    channel.postMessage({ settled });
    tell(settled);
  }

  function tell(settled) {
    const heard = settled.filter(({ operation }) => own.delete(operation.id));
    for (const { operation, result } of heard) calling(onResult, operation, result);
    if (heard.length < settled.length) calling(onElsewhere);
    if (settled.some(({ operation, result }) => !isTaken(result) && !heard.some((one) => one.operation === operation))) {
      calling(onReturned);
    }
    progress.show();
  }

  async function hear({ settled = [], isResumed = false, isDismissed = false, isErased = false }) {
    await opened;
    if (isErased) own.clear();
    tell(settled);
    await progress.recount();
    if (isDismissed) calling(onReturned);
    if (isResumed || (settled.length && progress.isPaused())) sending.goOn();
    else if (progress.hasStored()) sending.runUnlessPlanned();
  }

  channel.onmessage = ({ data }) => hear(data);
  goOnWhereItMay({ progress, sending, signal });

  return {
    /** Resolves when the operations are stored; they are then sent in the order in which they were put. */
    async put(operations) {
      const unheard = [...own.values()];
      for (const operation of operations) own.set(operation.id, operation);
      progress.show();
      const blocked = await kept.add(operations, unheard);
      if (blocked.length) spread(blocked);
      await progress.recount();
      sending.runUnlessPlanned();
      channel.postMessage({});
    },

    /** The operations that have no result yet, oldest first. Sending of what an earlier page left begins here. */
    async pending() {
      const [entries] = await Promise.all([kept.first(), progress.recount(), opened]);
      if (entries.length) sending.runUnlessPlanned();
      return entries.map(({ operation }) => operation);
    },

    /** Go on after a pause, in all tabs: somebody has signed in again. */
    resume() {
      channel.postMessage({ isResumed: true });
      sending.goOn();
    },

    ...asked(own),
    ...notTaken(kept, channel),

    /** Stop sending and listening; what is stored stays. */
    close() {
      listening.abort();
      sending.cancel();
      channel.close();
    },
  };
}

/** Sending goes on when the network is back, and when somebody looks at the page again. */
function goOnWhereItMay({ progress, sending, signal }) {
  addEventListener("online", sending.runSoon, { signal });
  document.addEventListener("visibilitychange", () => document.hidden || (progress.isPaused() ? sending.goOn() : sending.runSoon()), { signal });
}

function asked(own) {
  return {
    /** Whether this tab would leave something unacknowledged behind. */
    hasUnsent: () => own.size > 0,

    /** What this tab put or found, and has no result for yet, oldest first: what its screen shows and the server may not. */
    unheard: () => [...own.values()],

    /** Whether a result is still to come for something that this tab did to an object. */
    isWaiting: (object) => [...own.values()].some((operation) => operation.object === object),
  };
}

function notTaken(kept, channel) {
  return {
    /** What the server did not take and nobody dismissed: `[{operation, result}]`, oldest first. */
    async returned() {
      return (await kept.returned()).map(({ operation, result }) => ({ operation, result }));
    },

    async dismiss(operationId) {
      await kept.dismiss(operationId);
      channel.postMessage({ isDismissed: true });
    },
  };
}
