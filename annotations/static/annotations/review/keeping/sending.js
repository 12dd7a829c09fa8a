/** Sends what an outbox keeps, in order and in turn with the other tabs, until each operation has its result. */

import { calling } from "./listeners.js";
import { inTurn } from "./turns.js";

const BATCH = 100;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const TAKEN = new Set(["applied", "duplicate"]);
const OF_WRONG_FORM = new Set([400, 413, 422]);
const PASSING = new Set([408, 425, 429]);

/** Whether the server holds what an operation says. */
export function isTaken({ status }) {
  return TAKEN.has(status);
}

/**
 * @param {string} name of the queue, for all tabs of a reading
 * @param {(settled: {operation: object, result: object}[]) => void} spread tells all tabs of results
 * @param {AbortSignal} signal aborted: nothing more is sent
 */
export function createSending({ api, name, kept, progress, spread, onPaused, signal }) {
  let isRunning = false;
  let isWanted = false;
  let failures = 0;
  let timer = 0;
  let notBefore = 0;

  /** Send until nothing is left, in turn with the other tabs. */
  async function run() {
    isWanted = true;
    if (isRunning || progress.isPaused() || signal.aborted) return;
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
    await progress.recount();
  }

  async function sendAll() {
    let alone = 0; // how many of the next to send one by one
    for (let batch; (batch = await kept.first(alone ? 1 : BATCH)).length; ) {
      progress.show("sending");
      const results = await resultsOf(api, batch);
      if (results) await settle(batch, results);
      alone = results ? Math.max(alone - 1, 0) : batch.length;
    }
  }

  async function settle(batch, results) {
    const settled = batch.map(({ operation }, place) => ({ operation, result: results[place] }));
    const notTaken = settled.filter(({ result }) => !isTaken(result));
    const blocked = await kept.settle(batch.map(({ sequence }) => sequence), notTaken);
    failures = 0;
    spread([...settled, ...blocked]);
    await progress.recount();
  }

  /** Try again by itself what may pass; leave to a person what will not. */
  function stop(error) {
    askToLast();
    if (!mayPass(error)) return leaveToAPerson(error, { progress, onPaused });
    const { problem = null, retryAfter = 0 } = error;
    if (!("status" in error)) reportError(error);
    notBefore = Date.now() + retryAfter;
    timer = setTimeout(run, Math.max(retryAfter, pauseAfter((failures += 1))));
    progress.show("waiting", problem?.title ?? "");
  }

  function runSoon() {
    if (Date.now() >= notBefore) run();
  }

  function goOn() {
    if (progress.isPaused()) progress.show("sending");
    run();
  }

  return {
    run,
    runSoon,
    goOn,

    /** Send unless it is known already when. */
    runUnlessPlanned() {
      if (!timer) run();
    },

    cancel: () => clearTimeout(timer),
  };
}

/** One result for each entry; null if the server would not even look at them together. */
async function resultsOf(api, batch) {
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

/** The result of an operation that the server refused with its whole envelope. */
function refusal({ id }, { problem }) {
  const told = problem?.errors?.length ? problem.errors : [{ path: "", message: problem?.title ?? "", code: "envelope" }];
  return { id, status: "refused", version: null, event: null, problems: [], errors: told, current: null };
}

function mayPass({ status = 0 }) {
  return status === 0 || status >= 500 || PASSING.has(status);
}

function leaveToAPerson({ status, problem = null }, { progress, onPaused }) {
  const reason = problem?.title ?? "";
  progress.show("paused", reason, problem?.type?.replace("urn:newsdesk:", "") ?? "");
  calling(onPaused, { status, reason });
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
