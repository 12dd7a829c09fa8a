/** Sends what is left of a person's work, of any reading and from any page, in turn with the tabs that are open on it. */

import { createApi } from "./api.js";
import { createOutbox } from "./outbox.js";

/**
 * Resolves when the reading's queue is empty or cannot be sent now; goes on trying as long as the page is open.
 * @param {{user: number, reading: number, onDone?: (told: {sent: number, returned: number}) => void}} options
 *   onDone: called once the queue is empty
 * @returns {Promise<"saved"|"waiting"|"paused">}
 */
export function drain({ user, reading, onDone = () => {} }) {
  const told = { sent: 0, returned: 0 };
  return new Promise((resolve) => {
    const outbox = createOutbox({
      api: createApi({ urls: { operations: `/api/v1/readings/${reading}/operations` }, user }),
      key: `${user}:${reading}`,
      onResult: (_operation, { status }) => (told[status === "applied" || status === "duplicate" ? "sent" : "returned"] += 1),
      onState: ({ state }) => {
        if (state === "sending") return;
        resolve(state);
        if (state !== "saved") return;
        outbox.close();
        onDone(told);
      },
    });
    outbox.pending();
  });
}
