/**
 * Where the outbox keeps its operations: the browser's database, else memory.
 *
 * Operations of all readings share one database; an outbox sees those of its own `key` alone, `user:reading`, in the
 * order in which all tabs put them. An entry is `{sequence, operation}`, something returned is `{operation, result}`.
 *
 * By hand, because idb and Dexie wrap the database, and most of this is how to go on without it.
 */

const DATABASE = "newsdesk";
const VERSION = 2;
const PATIENCE = 5000;

/**
 * The browser's database as long as it works. When it is missing, blocked, full or taken away, all goes on in memory,
 * with what `unsettled()` gives; what the database still has may so be sent twice, which changes nothing.
 */
export function createStorage({ key, factory, unsettled }) {
  let current = open(key, factory).catch(() => memoryStorage(unsettled()));
  let isOpenedAgain = false;

  /** A newer version of the site takes the database away once, and brings it back at once. */
  async function another() {
    if (isOpenedAgain) return memoryStorage(unsettled());
    isOpenedAgain = true;
    // What was being put when it went away is not in it. What is put from now on waits for it and adds itself.
    const putBefore = new Set(unsettled().map(({ id }) => id));
    const again = await open(key, factory, { anyVersion: true }).catch(() => null);
    if (!again) return memoryStorage(unsettled());
    const known = new Set((await again.first()).map(({ operation }) => operation.id));
    await again.add(unsettled().filter(({ id }) => putBefore.has(id) && !known.has(id)), []);
    return again;
  }

  const call = (method) => async (...values) => {
    const asked = current;
    try {
      return await (await asked)[method](...values);
    } catch {
      if (current === asked) current = another().catch(() => memoryStorage(unsettled()));
      const next = current;
      // What was to be added is among the unsettled.
      if (method === "add") return (await next, []);
      try {
        return await (await next)[method](...values);
      } catch {
        if (current === next) current = Promise.resolve(memoryStorage(unsettled()));
        return (await current)[method](...values);
      }
    }
  };

  return {
    add: call("add"),
    first: call("first"),
    count: call("count"),
    settle: call("settle"),
    returned: call("returned"),
    dismiss: call("dismiss"),
    lease: call("lease"),
    release: call("release"),
    isDurable: call("isDurable"),
  };
}

/** The database itself, for those who look at the work of one person in all readings. Rejects where there is none. */
export async function openDatabase(factory = globalThis.indexedDB, { anyVersion = false } = {}) {
  const database = await inTime(asPromise(upgrading(anyVersion ? factory.open(DATABASE) : factory.open(DATABASE, VERSION))));
  // Another tab may bring a newer version of the site; it must not wait for this one.
  database.onversionchange = () => database.close();
  return database;
}

async function open(key, factory, options) {
  return databaseStorage(await openDatabase(factory, options), key);
}

function upgrading(request) {
  request.onupgradeneeded = ({ oldVersion }) => {
    const database = request.result;
    if (oldVersion < 1) {
      database.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true }).createIndex("key", "key");
      database.createObjectStore("returned", { keyPath: ["key", "operation.id"] });
      database.createObjectStore("leases", { keyPath: "key" });
    }
    if (oldVersion < 2) database.createObjectStore("steps", { keyPath: ["key", "list", "id"] });
  };
  return request;
}

function databaseStorage(database, key) {
  const reading = (store, ask) => inTransaction(database, [store], "readonly", ask);
  const writing = (stores, ask, options) => inTransaction(database, stores, "readwrite", ask, options);
  const queue = (store) => store.index("key");
  const allReturned = IDBKeyRange.bound([key], [key, []]);
  return {
    isDurable: () => true,

    /**
     * Resolves when the operations are on the disk, with those that cannot be sent any more: one of `unheard`, the
     * operations whose results this tab has not heard yet, has come back, and they were made on top of it.
     */
    add: (operations, unheard) =>
      writing(
        ["outbox", "returned"],
        (outbox, returned) => {
          const blocked = [];
          const request = returned.getAll(allReturned);
          request.onsuccess = () => {
            const back = new Set(request.result.map(({ operation }) => operation.id));
            const broken = new Set(unheard.filter(({ id }) => back.has(id)).map(aboutOf));
            blocked.push(...operations.filter((one) => broken.has(aboutOf(one))).map(withoutItsBase));
            for (const { operation, result } of blocked) returned.put({ key, operation, result });
            for (const operation of operations) if (!broken.has(aboutOf(operation))) outbox.add({ key, operation });
          };
          return { result: blocked };
        },
        { durability: "strict" },
      ),

    /** The oldest entries, at most `limit`. */
    first: (limit) => reading("outbox", (store) => queue(store).getAll(IDBKeyRange.only(key), limit)),
    count: () => reading("outbox", (store) => queue(store).count(IDBKeyRange.only(key))),

    /**
     * Take entries out of the queue and keep those that the server did not take, both or neither; and with these what
     * was put on top of them meanwhile, which is given back as `[{operation, result}]`.
     */
    settle: (sequences, notTaken) =>
      writing(["outbox", "returned"], (outbox, returned) => {
        for (const sequence of sequences) outbox.delete(sequence);
        for (const { operation, result } of notTaken) returned.put({ key, operation, result });
        const blocked = [];
        const broken = new Set(notTaken.map(({ operation }) => aboutOf(operation)));
        const request = broken.size ? queue(outbox).openCursor(IDBKeyRange.only(key)) : {};
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          const { operation } = cursor.value;
          if (broken.has(aboutOf(operation))) {
            blocked.push(withoutItsBase(operation));
            returned.put({ key, ...blocked.at(-1) });
            cursor.delete();
          }
          cursor.continue();
        };
        return { result: blocked };
      }),

    returned: () => reading("returned", (store) => store.getAll(allReturned)),
    dismiss: (id) => writing(["returned"], (store) => store.delete([key, id])),

    /** Take or renew the right to send until a time. Whether it is `holder`'s now. */
    async lease(holder, until) {
      const found = await writing(["leases"], (store) => {
        const request = store.get(key);
        request.onsuccess = () => isFree(request.result, holder) && store.put({ key, holder, until });
        return request;
      });
      return isFree(found, holder);
    },

    release: (holder) =>
      writing(["leases"], (store) => {
        const request = store.get(key);
        request.onsuccess = () => request.result?.holder === holder && store.delete(key);
      }),
  };
}

function memoryStorage(operations) {
  let sequence = 0;
  let entries = [];
  const returned = new Map();
  const storage = {
    isDurable: () => false,
    add(added, unheard) {
      const known = new Set(entries.map(({ operation }) => operation.id));
      const broken = new Set(unheard.filter(({ id }) => returned.has(id)).map(aboutOf));
      const blocked = added.filter((one) => broken.has(aboutOf(one))).map(withoutItsBase);
      for (const one of blocked) returned.set(one.operation.id, one);
      const fresh = added.filter((one) => !known.has(one.id) && !broken.has(aboutOf(one)));
      entries.push(...fresh.map((operation) => ({ sequence: (sequence += 1), operation })));
      return blocked;
    },
    first: (limit = entries.length) => entries.slice(0, limit),
    count: () => entries.length,
    settle(sequences, notTaken) {
      const broken = new Set(notTaken.map(({ operation }) => aboutOf(operation)));
      const left = entries.filter((entry) => !sequences.includes(entry.sequence));
      const blocked = left.filter(({ operation }) => broken.has(aboutOf(operation))).map(({ operation }) => withoutItsBase(operation));
      entries = left.filter(({ operation }) => !broken.has(aboutOf(operation)));
      for (const { operation, result } of [...notTaken, ...blocked]) returned.set(operation.id, { operation, result });
      return blocked;
    },
    returned: () => [...returned.values()],
    dismiss: (id) => void returned.delete(id),
    lease: () => true, // nobody else sees this queue
    release: () => undefined,
  };
  storage.add(operations, []);
  return storage;
}

function aboutOf({ target, object }) {
  return `${target}/${object}`;
}

/** What becomes of an operation that was made on top of one that the server did not take: the server would say so, too. */
function withoutItsBase(operation) {
  const result = { id: operation.id, status: "blocked", version: null, event: null, problems: [], errors: [], current: null };
  return { operation, result };
}

function isFree(lease, holder) {
  return !lease || lease.holder === holder || lease.until < Date.now();
}

/** What the request that `ask` gives found, once all of the transaction is stored. */
export function inTransaction(database, names, mode, ask, options) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, options);
    const request = ask(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Some private modes never answer. */
function inTime(promise) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("The database does not answer.")));
  return Promise.race([promise, late]);
}
