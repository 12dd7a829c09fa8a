/** Brings corrections to the server, and keeps them in this browser until they are there. */

import { ApiError, ask } from "../../newsdesk/js/server.js";
import { areSame } from "./correcting.js";

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;

/**
 * `status` is one of
 *
 * - `saved`, `changed` (not sent yet), `saving`;
 * - `waiting`: nobody answered; it is tried again by itself, as long as the page is open;
 * - `signed-out`: tried again when the page is looked at after signing in;
 * - `conflict`: somebody else has corrected them meanwhile; `theirs` is `{seen, blocks, by, at}`. Nothing is sent until one decides;
 * - `refused`: `problem` says why.
 *
 * @param {{state: object, places: {toPoints: Function, toUnits: Function}, keeping: object, url: string, user: number,
 *          onSaved: () => void, confirmAll: () => void}} options
 */
export function createSaving({ state, places, keeping, url, user, onSaved, confirmAll }) {
  const told = createTold();
  const is = (...some) => some.includes(told.now.status);
  let timer = 0;
  let pause = FIRST_PAUSE;

  function keep() {
    const isKept = keeping.keep();
    const status = is("saved", "changed", "refused") ? (state.isSaved ? "saved" : "changed") : told.now.status;
    told.set({ ...told.now, status, isKept });
  }

  async function save() {
    clearTimeout(timer);
    if (is("saving", "conflict")) return;
    if (state.isSaved) {
      told.set({ status: "saved" });
      return onSaved();
    }
    const { blocks } = state;
    told.set({ status: "saving" });
    try {
      const body = JSON.stringify({ seen: keeping.base, blocks: places.toPoints(blocks) });
      const answer = await ask(url, { method: "PUT", body, user });
      pause = FIRST_PAUSE;
      build(blocks, answer.seen);
      if (areSame(state.blocks, blocks)) onSaved();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tellFailure(error);
    }
  }

  function tellFailure(error) {
    const next = statusAfter(error);
    const current = next === "conflict" ? error.problem.current : null;
    told.set({ status: next, problem: error.problem, theirs: current && { ...current, blocks: places.toUnits(current.blocks) } });
    if (next !== "waiting") return;
    timer = setTimeout(save, Math.max(error.retryAfter, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  /** Go on from what the server has now. */
  function build(blocks, seen) {
    keeping.base = seen;
    told.set({ status: "changed" });
    state.store({ blocks, seen });
  }

  state.subscribe(keep);
  whenThereIsHope({ isWaiting: () => is("waiting"), isSignedOut: () => is("signed-out"), save });
  addEventListener("beforeunload", (event) => !state.isSaved && event.preventDefault());

  return {
    save,

    /** Say that every block is right, and store that. */
    saveAllRight() {
      if (is("conflict")) return;
      confirmAll();
      save();
    },

    /** Make what somebody else has stored the ground to go on from: theirs is what the server has. */
    settle() {
      build(told.now.theirs.blocks, told.now.theirs.seen);
    },

    /** Let one decide, where what is at hand was made against something older than what is stored. */
    askWhetherCurrent() {
      if (keeping.base !== state.stored.seen) told.set({ status: "conflict", theirs: { ...state.stored, by: null, at: null } });
    },

    subscribe: told.subscribe,
  };
}

/** How things stand, and who wants to know. */
function createTold() {
  const listeners = new Set();
  let now = { status: "saved", problem: null, theirs: null, isKept: true };
  return {
    get now() {
      return now;
    },
    set(next) {
      now = { problem: null, theirs: null, isKept: now.isKept, ...next };
      for (const listen of listeners) listen(now);
    },
    subscribe(listen) {
      listeners.add(listen);
      listen(now);
    },
  };
}

/** What is the matter where the server did not take what was sent. */
function statusAfter({ status, problem }) {
  if (status === 401 || problem?.type === "urn:newsdesk:csrf_failed") return "signed-out";
  if (problem?.type === "urn:newsdesk:blocks_changed") return "conflict";
  return status && status < 500 && ![408, 429].includes(status) ? "refused" : "waiting";
}

/** Try again when the network is back, and when somebody comes back who may have signed in meanwhile. */
function whenThereIsHope({ isWaiting, isSignedOut, save }) {
  addEventListener("online", () => isWaiting() && save());
  addEventListener("focus", () => isSignedOut() && save());
  document.addEventListener("visibilitychange", () => !document.hidden && isSignedOut() && save());
}
