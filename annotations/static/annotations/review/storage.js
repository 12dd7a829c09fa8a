/**
 * Where the outbox keeps its operations: the browser's database, else memory.
 *
 * Operations of all readings share one database; an outbox sees those of its own `key` alone, in the order in which
 * all tabs put them. An entry is `{sequence, operation}`, something returned is `{operation, result}`.
 */

const DATABASE = "newsdesk";
const VERSION = 1;
const PATIENCE = 5000;

/**
 * The browser's database as long as it works. When it is missing, blocked, full or taken away, all goes on in memory,
 * with what `unsettled()` gives; what the database still has may so be sent twice, which changes nothing.
 */
export function createStorage({ key, factory, unsettled }) {
  let current = open(key, factory).catch(() => memoryStorage(unsettled()));

  const call = (method) => async (...values) => {
    const asked = current;
    try {
      return await (await asked)[method](...values);
    } catch {
      if (current === asked) current = Promise.resolve(memoryStorage(unsettled()));
      return (await current)[method](...values);
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

async function open(key, factory = globalThis.indexedDB) {
  const database = await inTime(asPromise(upgrading(factory.open(DATABASE, VERSION))));
  // Another tab may bring a newer version of the site; it must not wait for this one.
  database.onversionchange = () => database.close();
  return databaseStorage(database, key);
}

function upgrading(request) {
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true }).createIndex("key", "key");
    database.createObjectStore("returned", { keyPath: ["key", "operation.id"] });
    database.createObjectStore("leases", { keyPath: "key" });
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

    /** Resolves when the operations are on the disk. */
    add: (operations) =>
      writing(["outbox"], (store) => void operations.forEach((operation) => store.add({ key, operation })), {
        durability: "strict",
      }),

    /** The oldest entries, at most `limit`. */
    first: (limit) => reading("outbox", (store) => queue(store).getAll(IDBKeyRange.only(key), limit)),
    count: () => reading("outbox", (store) => queue(store).count(IDBKeyRange.only(key))),

    /** Take entries out of the queue and keep those that were not taken by the server, both or neither. */
    settle: (sequences, returned) =>
      writing(["outbox", "returned"], (outbox, returnedStore) => {
        for (const sequence of sequences) outbox.delete(sequence);
        for (const { operation, result } of returned) returnedStore.put({ key, operation, result });
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
    add(added) {
      const known = new Set(entries.map(({ operation }) => operation.id));
      const fresh = added.filter(({ id }) => !known.has(id));
      entries.push(...fresh.map((operation) => ({ sequence: (sequence += 1), operation })));
    },
    first: (limit = entries.length) => entries.slice(0, limit),
    count: () => entries.length,
    settle(sequences, notTaken) {
      entries = entries.filter((entry) => !sequences.includes(entry.sequence));
      for (const { operation, result } of notTaken) returned.set(operation.id, { operation, result });
    },
    returned: () => [...returned.values()],
    dismiss: (id) => void returned.delete(id),
    lease: () => true, // nobody else sees this queue
    release: () => undefined,
  };
  storage.add(operations);
  return storage;
}

function isFree(lease, holder) {
  return !lease || lease.holder === holder || lease.until < Date.now();
}

/** What the request that `ask` gives found, once all of the transaction is stored. */
function inTransaction(database, names, mode, ask, options) {
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
