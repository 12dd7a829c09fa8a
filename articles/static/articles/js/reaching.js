/**
 * Forms in `data-reach` are sent only when somebody answers: else the page stays, with what there is to decide on it, and
 * says so. A browser would put its own page in place of it.
 */

import { h } from "../../newsdesk/js/dom.js";
import { gettext } from "../../newsdesk/js/i18n.js";

const ALIVE = "/health/live";
const PATIENCE = 8_000;

for (const form of document.querySelectorAll("[data-reach] form, form[data-reach]")) reachFirst(form);

function reachFirst(form) {
  let state = "";

  form.addEventListener("submit", async (event) => {
    if (state === "answered") return;
    event.preventDefault();
    if (state === "asking") return;
    state = "asking";
    tellNothing(form);
    const isThere = await isAnswered();
    state = isThere ? "answered" : "";
    if (isThere) form.requestSubmit(event.submitter);
    else tellNobody(form);
  });
  // Whoever comes back to the page may send it again.
  addEventListener("pageshow", () => (state = ""));
}

async function isAnswered() {
  try {
    const { ok } = await fetch(ALIVE, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return ok;
  } catch {
    return false;
  }
}

function tellNobody(form) {
  const words = gettext("Nobody answers: you may be offline. Nothing was sent; press again when the connection is back.");
  const notice = h("p", { class: "message message-warning", role: "alert", "data-not-sent": true }, h("span", {}, words));
  around(form).after(notice);
}

function tellNothing(form) {
  const next = around(form).nextElementSibling;
  if (next?.matches("[data-not-sent]")) next.remove();
}

/** Beside what is asked for together: of several forms in one place only one can be sent. */
function around(form) {
  return form.closest("[data-reach]");
}
