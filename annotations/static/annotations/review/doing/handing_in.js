/** Handing the reading in, and taking it back. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { problemsOf } from "../state/reducer.js";
import { warningsOf } from "../state/warnings.js";

/**
 * @param {{toMissing: () => void, toDoubtful: () => void, toTooLong: (annotation: object) => void, next: string}} options among
 *   others, the ways to what stands in the way, and the address of the next article
 */
export function createHandingIn({ store, api, outbox, editing, toMissing, toDoubtful, toTooLong, next }) {
  let doubted = null; // The warnings that were shown: handing in again means that they are right as they are.
  const say = (message) => store.send({ type: "said", message });

  /** @param {() => Promise<boolean>} ask whether it is handed in once the server has answered */
  async function change(ask, message) {
    try {
      store.send({ type: "submitted", submitted: await ask(), now: { message } });
    } catch (error) {
      say(error.problem?.title ?? gettext("The server cannot be reached. Try again in a moment."));
    }
  }

  return {
    async handIn() {
      if (problemsOf(store.state).length) return toMissing({ message: gettext("Something is still missing: see the list beside the article.") });
      const warnings = warningsOf(store.state);
      if (warnings.length && warnings !== doubted) {
        doubted = warnings;
        return toDoubtful({ message: gettext("Something is worth a second look: see the list beside the article. Hand in again to leave it as it is.") });
      }
      const tooLong = editing.withTooLong();
      if (tooLong) return toTooLong(tooLong, { message: gettext("A text is too long to be saved. Shorten it, then hand in.") });
      if (outbox.hasUnsent()) return say(gettext("Some changes are not saved yet. Hand in once they are."));
      await change(async () => Boolean((await api.submit()).submitted_at), gettext("Handed in."));
    },

    async takeBack() {
      await change(async () => {
        await api.takeBack();
        return false;
      }, gettext("Taken back: go on working."));
    },

    onward: {
      group: "go",
      code: "Period",
      text: () => gettext("To the next article, once this reading is handed in"),
      when: ({ reading }) => reading.own && reading.submitted,
      act: () => location.assign(next),
    },
  };
}
