/**
 * What is being typed, kept at once and in plain sight of a crash: an operation is made a moment after the last key, and
 * the outbox stores it a moment later still. Whatever a page did not get that far with, the next one finishes. What is
 * too long to be sent waits here until somebody shortens it.
 */

/** @param {string} key of user and reading */
export function createDrafts(key, storage = globalThis.localStorage) {
  const name = `newsdesk-typing:${key}`;
  const typing = new Map();
  let isStored = true;

  function read() {
    try {
      return JSON.parse(storage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  function write(drafts) {
    try {
      if (Object.keys(drafts).length) storage.setItem(name, JSON.stringify(drafts));
      else storage.removeItem(name);
      isStored = true;
    } catch {
      isStored = false;
      // No storage, or none left: the outbox still keeps what is typed a moment later.
    }
  }

  return {
    /** Keep what stands in a field (`note`, or an attribute's key after `attributes/`) of an annotation. */
    keep(id, field, value) {
      typing.set(`${id} ${field}`, value);
      write({ ...read(), [`${id} ${field}`]: value });
    },

    /** What was typed into a field of an annotation and is not an operation yet. */
    held: (id, field) => typing.get(`${id} ${field}`) ?? read()[`${id} ${field}`],

    /** Forget it, if nothing else was typed meanwhile. */
    drop(id, field, value) {
      if (typing.get(`${id} ${field}`) === value) typing.delete(`${id} ${field}`);
      const { [`${id} ${field}`]: kept, ...rest } = read();
      if (kept === value) write(rest);
    },

    /** Whether something of an annotation is half typed on this page, and no other tab has finished it meanwhile. */
    isTyping(id) {
      const places = [...typing.keys()].filter((place) => place.startsWith(`${id} `));
      if (!places.length || !isStored) return places.length > 0;
      const kept = read();
      return places.some((place) => place in kept);
    },

    /** All that was left, as `{id, field, value}`. */
    left() {
      return Object.entries(read()).map(([place, value]) => {
        const [id, field] = place.split(" ");
        return { id, field, value };
      });
    },
  };
}
