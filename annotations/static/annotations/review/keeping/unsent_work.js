/**
 * The unsent work of one person in this browser, of all readings: what there is, as a file, given back, and erased.
 *
 * The file is JSON: `{format: "newsdesk-unsent", version: 1, user, made_at, readings: [{reading, operations, returned,
 * typed}]}`; `operations` are those of docs/api.md in the order in which they were made, `returned` those that the server
 * did not take, as `{operation, result}`, and `typed` what was half written, as drafts.js keeps it.
 */

import { inTransaction, openDatabase } from "./storage.js";

const FORMAT = "newsdesk-unsent";
const TYPING = "newsdesk-typing:";
const STORES = ["outbox", "returned", "steps"];

let opening = null;

/** `[{reading, operations, returned, typed}]`, only readings that hold something. */
export async function unsentOf(user) {
  const entries = await all("outbox", (store) => store.index("key").getAll(rangeOf(user)));
  const back = await all("returned", (store) => store.getAll(listOf(user)));
  const readings = new Map();
  const at = (key) => {
    const reading = Number(key.split(":")[1]);
    if (!readings.has(reading)) readings.set(reading, { reading, operations: [], returned: [], typed: {} });
    return readings.get(reading);
  };
  for (const { key, operation } of entries) at(key).operations.push(operation);
  for (const { key, operation, result } of back) at(key).returned.push({ operation, result });
  for (const name of typedBy(user)) at(name.slice(TYPING.length)).typed = JSON.parse(localStorage.getItem(name));
  return [...readings.values()];
}

/** How many changes are not on the server, those that came back included. */
export function countOf(readings) {
  return readings.reduce((sum, { operations, returned, typed }) => sum + operations.length + returned.length + Object.keys(typed).length, 0);
}

export function asFile(user, readings, now = new Date()) {
  return { format: FORMAT, version: 1, user, made_at: now.toISOString(), readings };
}

/** Put what a file holds where it was. The numbers of its readings; null if it is no such file or somebody else's. */
export async function giveBack(user, file) {
  if (file?.format !== FORMAT || file.version !== 1 || file.user !== user || !Array.isArray(file.readings)) return null;
  const there = new Set((await unsentOf(user)).flatMap(({ operations }) => operations.map(({ id }) => id)));
  await within(["outbox", "returned"], "readwrite", (outbox, returned) => {
    for (const { reading, operations, returned: back } of file.readings) {
      const key = `${user}:${reading}`;
      for (const operation of operations) if (!there.has(operation.id)) outbox.add({ key, operation });
      for (const { operation, result } of back) returned.put({ key, operation, result });
    }
  });
  for (const { reading, typed } of file.readings) {
    if (Object.keys(typed).length) localStorage.setItem(`${TYPING}${user}:${reading}`, JSON.stringify(typed));
  }
  return file.readings.map(({ reading }) => reading);
}

/** Leave nothing of a person's work in this browser. */
export async function erase(user) {
  const readings = await unsentOf(user);
  await within(STORES, "readwrite", (outbox, returned, steps) => {
    returned.delete(listOf(user));
    steps.delete(listOf(user));
    const found = outbox.index("key").getAllKeys(rangeOf(user));
    found.onsuccess = () => found.result.forEach((sequence) => outbox.delete(sequence));
  });
  for (const name of typedBy(user)) localStorage.removeItem(name);
  for (const { reading } of readings) tell(`newsdesk:${user}:${reading}`);
}

/** What can be undone is nobody else's business after signing out. */
export async function forgetSteps(user) {
  await within(["steps"], "readwrite", (steps) => void steps.delete(listOf(user)));
}

/** Pages that are still open go on without what is no more. */
function tell(name) {
  const channel = new BroadcastChannel(name);
  channel.postMessage({ isErased: true });
  channel.close();
}

async function all(store, ask) {
  try {
    return await within([store], "readonly", ask);
  } catch {
    return []; // Without a database only the tab itself knows, and warns when it is left.
  }
}

/** A newer version of the site may have taken the database away meanwhile: it is opened once more. */
async function within(stores, mode, ask) {
  try {
    opening ??= openDatabase();
    return await inTransaction(await opening, stores, mode, ask);
  } catch {
    opening = openDatabase(undefined, { anyVersion: true });
    opening.catch(() => (opening = null));
    return inTransaction(await opening, stores, mode, ask);
  }
}

function typedBy(user) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${TYPING}${user}:`));
  } catch {
    return [];
  }
}

/** Keys are `user:reading`; `;` is the character after `:`. */
function rangeOf(user) {
  return IDBKeyRange.bound(`${user}:`, `${user};`);
}

function listOf(user) {
  return IDBKeyRange.bound([`${user}:`], [`${user};`]);
}
