/**
 * What somebody has typed into forms and not stored: in this browser alone, until it is stored, its owner signs out, or a
 * week has passed. Each draft is one form of one tab. Its entry tells whose it is and from when; what was typed, and
 * where, is encrypted wherever the browser can (see sealing.js).
 */

import { createSealer } from "./sealing.js";

const PREFIX = "newsdesk-form:";
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
const PATIENCE = 1000;

/** Fired at `window` when a person's drafts are forgotten, in whatever tab: pages that are open keep none any more. */
export const FORGOTTEN = "newsdesk-forgotten";
const FORGOTTEN_BY = `${FORGOTTEN}:`;

/**
 * @param {number} user whose drafts
 * @param {string} secret what they are encrypted with, 32 bytes in base64
 */
export async function createFormDrafts(user, secret, storage = ofTheBrowser()) {
  const sealer = await createSealer(secret);
  const nameOf = (id) => `${PREFIX}${user}:${id}`;

  async function read(id) {
    const entry = entryOf(storage, nameOf(id));
    if (!entry) return null;
    // Where it encrypts, nobody else's words pass for this person's: what lies there in the clear somebody has put there.
    const draft = sealer ? await sealer.open(entry.sealed) : entry.draft;
    return draft ? { id, at: entry.at, ...draft } : null;
  }

  return {
    /**
     * Keep what stands in a form; whether that could be done. What `mustBeSealed` is not kept where it cannot be.
     * @param {string} id
     * @param {{place: string, values: Record<string, string[]>}} draft the form's address, and the values of its fields
     */
    async keep(id, { place, values }, { mustBeSealed }) {
      if (mustBeSealed && !sealer) return false;
      const draft = { place, values };
      const at = Date.now();
      try {
        const entry = sealer ? { at, sealed: await sealer.seal(draft) } : { at, draft };
        storage.setItem(nameOf(id), JSON.stringify(entry));
        return true;
      } catch {
        return false; // No storage, or none left.
      }
    },

    /** Those of a form, `[{id, at, place, values}]`, the newest first. */
    async of(place) {
      const found = await Promise.all(idsOf(storage, user).map(read));
      return found.filter((draft) => draft?.place === place).sort((one, other) => other.at - one.at);
    },

    forget: (id) => storage?.removeItem(nameOf(id)),
  };
}

/** Leave nothing of what a person has typed into forms in this browser. */
export function forgetFormDrafts(user, storage = ofTheBrowser()) {
  for (const id of idsOf(storage, user)) storage.removeItem(`${PREFIX}${user}:${id}`);
  dispatchEvent(new Event(FORGOTTEN));
  tellOtherTabs(`${FORGOTTEN_BY}${user}`, storage);
}

/** Hear of it when a person's drafts are forgotten in another tab. */
export function listenToOtherTabs(user) {
  addEventListener("storage", ({ key, newValue }) => key === `${FORGOTTEN_BY}${user}` && newValue && dispatchEvent(new Event(FORGOTTEN)));
}

/** What is written is told to them, and only to them. */
function tellOtherTabs(name, storage) {
  try {
    storage.setItem(name, "now");
    storage.removeItem(name);
  } catch {
    // Where nothing can be stored, no tab has kept anything.
  }
}

/** How many forms a person has typed into and not stored. */
export function countFormDrafts(user) {
  return idsOf(ofTheBrowser(), user).length;
}

/** Remove what nobody came back for, whoever it was. */
export function forgetOldDrafts(now = Date.now(), storage = ofTheBrowser()) {
  for (const name of namesIn(storage)) if (!(entryOf(storage, name)?.at > now - KEPT_FOR)) storage.removeItem(name);
}

/**
 * Take a draft for this page, as long as it is open; false where a page of another tab has it. One that this tab had
 * before is waited for: the page before may be about to go. Browsers offer locks to https and localhost alone.
 */
export async function claim(id, { isOurs = false } = {}) {
  if (!navigator.locks) return true;
  for (const end = Date.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, PATIENCE / 20))) {
    if (await locked(`${PREFIX}${id}`)) return true;
    if (!isOurs || Date.now() > end) return false;
  }
}

function locked(name) {
  return new Promise((resolve) => {
    const forGood = (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : null;
    };
    navigator.locks.request(name, { ifAvailable: true }, forGood).catch(() => resolve(false));
  });
}

/** Null where it is forbidden. */
function ofTheBrowser() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function idsOf(storage, user) {
  const prefix = `${PREFIX}${user}:`;
  return namesIn(storage).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

function namesIn(storage) {
  try {
    return Object.keys(storage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function entryOf(storage, name) {
  try {
    return JSON.parse(storage.getItem(name));
  } catch {
    return null;
  }
}
