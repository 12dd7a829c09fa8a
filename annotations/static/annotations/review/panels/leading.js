/** The ways to what waits for somebody: something missing, too long or not taken, or what a link from elsewhere means. */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { subjectOf } from "../state/naming.js";
import { atHand, problemsOf } from "../state/reducer.js";

/** @param {{summary: HTMLElement, panel: HTMLElement, store: object}} options */
export function createLeading({ summary, panel, store }) {
  /** Let an annotation be at hand, or none, and go to where that is drawn. `said` holds a `message`. */
  function lead(id, place, selector, said = {}) {
    store.send({ type: "turned", now: { ...atHand(store.state, id), ...said } });
    store.tell();
    place.querySelector(selector)?.focus();
  }

  const leading = {
    toMissing: (said) => lead(null, summary, "[data-key^=problem-]", said),
    toDoubtful: (said) => lead(null, summary, "[data-key^=warning-]", said),
    toReturned: () => lead(null, summary, "[data-key^=retry-]"),
    toTooLong: ({ id }, said) => lead(id, panel, "[aria-invalid=true]", said),

    /** `#annotation-…` in the address. */
    toLinked() {
      const [, id] = location.hash.match(/^#annotation-([\w-]+)$/) ?? [];
      if (store.state.objects.annotation[id]) store.send({ type: "activated", id });
    },

    /** The panel of the very thing would show the server's version as if nothing had happened. */
    fromNotTaken(operation) {
      const { state } = store;
      const what = subjectOf(state, operation);
      const message = interpolate(gettext("The server did not take a change: %(what)s. The red badge in the bar leads to both versions."), { what });
      store.send({ type: "turned", now: { ...(state.active === operation.object && atHand(state, null)), message } });
    },

    key: {
      group: "go",
      code: "KeyM",
      text: () => gettext("To what is missing or was not taken"),
      when: (state) => !state.active && !state.flow && (state.returned.length > 0 || problemsOf(state).length > 0),
      act: () => (store.state.returned.length ? leading.toReturned() : leading.toMissing()),
    },
  };
  return leading;
}
