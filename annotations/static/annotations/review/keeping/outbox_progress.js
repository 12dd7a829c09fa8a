/** How far an outbox is, told whenever something about it changes. See `State` in `outbox.js`. */

import { calling } from "./listeners.js";

const SAVED = { state: "saved", reason: "", code: "" };

/** @param {Map<string, object>} own what this tab put or found and has no result for yet */
export function createProgress({ own, kept, onState }) {
  let progress = { state: "sending", reason: "", code: "" };
  let shown = {};
  let stored = 0;
  let isDurable = true;

  function show(state = progress.state, reason = progress.reason, code = "") {
    progress = { state, reason: state === "sending" ? "" : reason, code: state === progress.state ? code || progress.code : code };
    const count = Math.max(stored, own.size);
    const now = { ...(count ? progress : SAVED), count, durable: isDurable };
    if (Object.entries(now).every(([part, value]) => shown[part] === value)) return;
    shown = now;
    calling(onState, now);
  }

  return {
    show,

    /** Ask anew how much is stored, and show it. */
    async recount() {
      stored = await kept.count();
      isDurable = await kept.isDurable();
      show();
    },

    isPaused: () => progress.state === "paused",
    hasStored: () => stored > 0,
  };
}
