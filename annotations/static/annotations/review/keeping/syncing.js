/** Keeps a store and the server in step: what is done here goes out, what is done elsewhere comes in. */

import { followEvents } from "./following.js";
import { createOutbox } from "./outbox.js";

/**
 * @param {object} options
 * @param {object} options.store
 * @param {object} options.api
 * @param {string} options.key `${userId}:${readingId}`
 * @param {{isTyping: (id: string) => boolean}} options.drafts
 * @param {(operation: object) => void} options.onNotTaken the server did not take this one
 */
export function createSyncing({ store, api, key, drafts, onNotTaken }) {
  const outbox = createOutbox({
    api,
    key,
    onState: (save) => store.send({ type: "save", save }),
    onResult: settle,
    onElsewhere: () => following.now(),
    onReturned: showWhatCameBack,
  });
  const following = followEvents({ store, api, outbox, drafts });

  async function settle(operation, result) {
    // At once: what is done next must be made of what is really there.
    if (result.current) store.send({ type: "stands", target: operation.target, current: result.current });
    following.settled();
    if (result.status === "applied" || result.status === "duplicate") return;
    // Before anything is waited for: whoever goes back to it meanwhile must not be sent away again.
    onNotTaken(operation);
    await showWhatCameBack();
    await following.reload();
  }

  async function showWhatCameBack() {
    store.send({ type: "returned", returned: await outbox.returned() });
  }

  return {
    outbox,
    following,

    /** What was not acknowledged when the page was left goes on top of what the server knows. */
    async begin(content) {
      const [pending, returned] = await Promise.all([outbox.pending(), outbox.returned()]);
      if (pending.length) store.send({ type: "content", content, pending });
      store.send({ type: "returned", returned });
    },

    /** Forget a change that came back. */
    async dismiss(id) {
      await outbox.dismiss(id);
      await showWhatCameBack();
    },
  };
}
