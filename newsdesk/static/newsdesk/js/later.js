/** What nobody needs at once: it comes when there is nothing else to do, or when somebody first asks for it. */

/**
 * @template T
 * @param {() => Promise<T>} load imports a module and makes something with it
 * @returns {() => Promise<T>} gives it, the same each time; where it could not come, asking again tries again
 */
export function later(load) {
  let coming = null;

  function come() {
    coming ??= load().catch((error) => {
      coming = null;
      throw error;
    });
    return coming;
  }

  (globalThis.requestIdleCallback ?? setTimeout)(() => come().catch(() => null));
  return come;
}
