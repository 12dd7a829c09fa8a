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

import { createStorage } from "./storage.js";
import { inTurn } from "./turns.js";

const BATCH = 100;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const TAKEN = new Set(["applied", "duplicate"]);
const OF_WRONG_FORM = new Set([400, 413, 422]);
const PASSING = new Set([408, 425, 429]);

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
  let progress = { state: "sending", reason: "", code: "" };
  let shown = {};
  let stored = 0;
  let isDurable = true;
  let isRunning = false;
  let isWanted = false;
  let failures = 0;
  let timer = 0;
  let notBefore = 0;

  /** Send until nothing is left, in turn with the other tabs. */
  async function run() {
    isWanted = true;
    if (isRunning || isPaused() || listening.signal.aborted) return;
    isRunning = true;
    timer = clearTimeout(timer);
    try {
      while (isWanted) {
        isWanted = false;
        await inTurn(name, kept, sendAll);
      }
      failures = 0;
    } catch (error) {
      stop(error);
    } finally {
      isRunning = false;
    }
    await recount();
  }

  async function sendAll() {
    let alone = 0; // how many of the next to send one by one
    for (let batch; (batch = await kept.first(alone ? 1 : BATCH)).length; ) {
      show("sending");
      const results = await resultsOf(batch);
      if (results) await settle(batch, results);
      alone = results ? Math.max(alone - 1, 0) : batch.length;
    }
  }

  /** One result for each entry; null if the server would not even look at them together. */
  async function resultsOf(batch) {
    try {
      // Against which state a change was made is for this browser alone, in case it comes back.
      const { results } = await api.postOperations(batch.map(({ operation: { from, ...operation } }) => operation));
      if (results?.length !== batch.length) throw new Error("The server's answer is not one result for each operation.");
      return results;
    } catch (error) {
      if (!OF_WRONG_FORM.has(error.status)) throw error;
      return batch.length > 1 ? null : [refusal(batch[0].operation, error)];
    }
  }

  async function settle(batch, results) {
    const settled = batch.map(({ operation }, place) => ({ operation, result: results[place] }));
    const notTaken = settled.filter(({ result }) => !TAKEN.has(result.status));
    const blocked = await kept.settle(batch.map(({ sequence }) => sequence), notTaken);
    failures = 0;
    spread([...settled, ...blocked]);
    await recount();
  }

  function spread(settled) {
    channel.postMessage({ settled });
    tell(settled);
  }

  function tell(settled) {
    const heard = settled.filter(({ operation }) => own.delete(operation.id));
    for (const { operation, result } of heard) calling(onResult, operation, result);
    if (heard.length < settled.length) calling(onElsewhere);
    if (settled.some(({ operation, result }) => !TAKEN.has(result.status) && !heard.some((one) => one.operation === operation))) {
      calling(onReturned);
    }
    show();
  }

  /** Try again by itself what may pass; leave to a person what will not. */
  function stop(error) {
    const { status = 0, problem = null, retryAfter = 0 } = error;
    const reason = problem?.title ?? "";
    askToLast();
    if (!(status === 0 || status >= 500 || PASSING.has(status))) {
      show("paused", reason, problem?.type?.replace("urn:newsdesk:", "") ?? "");
      calling(onPaused, { status, reason });
      return;
    }
    if (!("status" in error)) reportError(error);
    notBefore = Date.now() + retryAfter;
    timer = setTimeout(run, Math.max(retryAfter, pauseAfter((failures += 1))));
    show("waiting", reason);
  }

  function runSoon() {
    if (Date.now() >= notBefore) run();
  }

  async function recount() {
    stored = await kept.count();
    isDurable = await kept.isDurable();
    show();
  }

  function show(state = progress.state, reason = progress.reason, code = "") {
    progress = { state, reason: state === "sending" ? "" : reason, code: state === progress.state ? code || progress.code : code };
    const count = Math.max(stored, own.size);
    const now = { ...(count ? progress : SAVED), count, durable: isDurable };
    if (Object.entries(now).every(([part, value]) => shown[part] === value)) return;
    shown = now;
    calling(onState, now);
  }

  function isPaused() {
    return progress.state === "paused";
  }

  function goOn() {
    if (isPaused()) show("sending");
    run();
  }

  async function hear({ settled = [], isResumed = false, isDismissed = false, isErased = false }) {
    await opened;
    if (isErased) own.clear();
    tell(settled);
    await recount();
    if (isDismissed) calling(onReturned);
    if (isResumed || (settled.length && isPaused())) goOn();
    else if (stored && !timer) run();
  }

  channel.onmessage = ({ data }) => hear(data);
  addEventListener("online", runSoon, { signal: listening.signal });
  document.addEventListener("visibilitychange", () => document.hidden || (isPaused() ? goOn() : runSoon()), { signal: listening.signal });

  return {
    /** Resolves when the operations are stored; they are then sent in the order in which they were put. */
    async put(operations) {
      const unheard = [...own.values()];
      for (const operation of operations) own.set(operation.id, operation);
      show();
      const blocked = await kept.add(operations, unheard);
      if (blocked.length) spread(blocked);
      await recount();
      if (!timer) run();
      channel.postMessage({});
    },

    /** The operations that have no result yet, oldest first. Sending of what an earlier page left begins here. */
    async pending() {
      const [entries] = await Promise.all([kept.first(), recount(), opened]);
      if (entries.length && !timer) run();
      return entries.map(({ operation }) => operation);
    },

    /** What the server did not take and nobody dismissed: `[{operation, result}]`, oldest first. */
    async returned() {
      return (await kept.returned()).map(({ operation, result }) => ({ operation, result }));
    },

    async dismiss(operationId) {
      await kept.dismiss(operationId);
      channel.postMessage({ isDismissed: true });
    },

    /** Go on after a pause, in all tabs: somebody has signed in again. */
    resume() {
      channel.postMessage({ isResumed: true });
      goOn();
    },

    /** Whether this tab would leave something unacknowledged behind. */
    hasUnsent: () => own.size > 0,

    /** What this tab put or found, and has no result for yet, oldest first: what its screen shows and the server may not. */
    unheard: () => [...own.values()],

    /** Whether a result is still to come for something that this tab did to an object. */
    isWaiting: (object) => [...own.values()].some((operation) => operation.object === object),

    /** Stop sending and listening; what is stored stays. */
    close() {
      listening.abort();
      clearTimeout(timer);
      channel.close();
    },
  };
}

const SAVED = { state: "saved", reason: "", code: "" };

/** The result of an operation that the server refused with its whole envelope. */
function refusal({ id }, { problem }) {
  const told = problem?.errors?.length ? problem.errors : [{ path: "", message: problem?.title ?? "", code: "envelope" }];
  return { id, status: "refused", version: null, event: null, problems: [], errors: told, current: null };
}

/** Half of it by chance, so that many browsers do not fall upon a server that comes back. */
function pauseAfter(failures) {
  return Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
}

/** Ask the browser once not to clear its databases when it runs short of room: something in them is not on the server. */
function askToLast() {
  try {
    if (localStorage.getItem("newsdesk-asked-to-last")) return;
    localStorage.setItem("newsdesk-asked-to-last", "1");
    navigator.storage?.persist?.().catch(() => {});
  } catch {
    // A browser that keeps nothing for us is not asked.
  }
}

/** A listener's mistake must not stop the queue. */
function calling(listener, ...values) {
  try {
    listener?.(...values);
  } catch (error) {
    reportError(error);
  }
}
