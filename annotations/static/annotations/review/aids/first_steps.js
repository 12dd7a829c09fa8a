/** When the tour is shown: begun by itself until it has been ended or left once in this browser, and by key ever after. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { isWritable } from "../state/reducer.js";

export function createFirstSteps({ part, store, editing, user }) {
  const seen = `newsdesk-tour:${user}`;
  let tour = null;

  async function start(how) {
    tour ??= import("./tour.js").then(({ createTour }) => createTour({ place: part("tour"), part, store, editing, onEnd: () => remembered(seen, "1") }));
    (await tour).begin(how);
  }

  return {
    start,

    /** For somebody who has not seen it. */
    async offer() {
      if (isWritable(store.state) && !remembered(seen)) await start({ asked: false });
    },

    key: { group: "page", code: "KeyG", text: () => gettext("First steps"), when: isWritable, act: () => void start() },
  };
}

/** What this browser keeps under a name, set first if a value is given; null where it keeps nothing. */
function remembered(name, value = null) {
  try {
    if (value !== null) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
