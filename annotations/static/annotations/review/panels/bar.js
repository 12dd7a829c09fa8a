/** The bar over the article: what is saved, what is missing, undo and redo, help, handing in. */

import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { isWritable, problemsOf } from "../state/reducer.js";

export function createBar({ place, store, editing, outbox, handIn, takeBack, showHelp, showReturned }) {
  const part = (name) => place.querySelector(`[data-part="${name}"]`);
  const state = part("state");
  const missing = part("missing");
  const actions = { undo: editing.undo, redo: editing.redo, help: showHelp, submit: handIn, "take-back": takeBack, returned: showReturned };
  for (const [name, act] of Object.entries(actions)) part(name)?.addEventListener("click", () => act());
  part("resume").addEventListener("click", () => outbox.resume());

  // What sticks below the bar makes room for what it says and for the finder.
  new ResizeObserver(([{ borderBoxSize: [{ blockSize }] }]) => document.documentElement.style.setProperty("--bar", `${blockSize}px`)).observe(place);

  store.subscribe((now) => {
    const held = document.activeElement.closest("[data-part=submit], [data-part=take-back]");
    say(state, savedState(now.save, now.reading.analyst));
    state.dataset.state = now.save.state;
    part("resume").hidden = now.save.state !== "paused";
    // Somebody who is signed in is not asked to sign in: first they sign out, in the menu of the account.
    part("sign-in").hidden = now.save.state !== "paused" || now.save.code === "other_user";
    const returned = now.returned.length;
    say(part("returned"), interpolate(ngettext("%(n)s change not taken", "%(n)s changes not taken", returned), { n: returned }));
    part("returned").hidden = !returned;
    const problems = problemsOf(now).length;
    const text = problems ? interpolate(ngettext("%(n)s thing missing", "%(n)s things missing", problems), { n: problems }) : "";
    say(missing, text);
    missing.hidden = !problems;
    const own = now.reading.own;
    const writable = isWritable(now);
    for (const name of ["undo", "redo", "submit"]) part(name).hidden = !writable;
    part("undo").disabled = !now.undo.length;
    part("redo").disabled = !now.redo.length;
    const isDone = own && now.reading.submitted;
    part("take-back").hidden = part("onward").hidden = !isDone;
    // A button that goes once it was pressed leaves the focus to what comes next.
    if (held?.hidden) part(isDone ? "next-article" : "submit").focus();
    part("handed-in").hidden = !now.reading.submitted;
    part("looking").hidden = own;
  });
}

/** What the reader is told of the work that is not yet on the server. */
function savedState({ state, count, durable, code }, whose = "") {
  if (state === "saved") return gettext("Saved");
  if (state === "sending") return gettext("Saving…");
  if (state === "paused" && code === "other_user") {
    return interpolate(gettext("Somebody else is signed in. Nothing is lost: sign out in the account menu, then sign in as %(name)s to send."), { name: `\u2068${whose}\u2069` });
  }
  if (state === "paused") return gettext("Your session has ended. Nothing is lost: sign in again, then send.");
  const waiting = interpolate(ngettext("Waiting to be sent: %(n)s change", "Waiting to be sent: %(n)s changes", count), { n: count });
  return durable === false ? `${waiting} ${gettext("Keep this tab open.")}` : waiting;
}

/** Change a text only where it differs, so that a live region speaks once. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
