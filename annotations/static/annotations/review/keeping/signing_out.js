/**
 * What becomes of unsent work when its owner signs out or comes back: sent, kept, downloaded, given back or erased. Loaded
 * in advance, with all that it needs: without a network it would be too late.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { countFormDrafts, forgetFormDrafts } from "../../../newsdesk/js/keeping/drafts.js";
import { postForm } from "../../../newsdesk/js/server.js";
import { drain } from "./draining.js";
import { asFile, countOf, erase, forgetSteps, giveBack, unsentOf } from "./unsent_work.js";

const PATIENCE = 2000;

/** Sign out once nothing is unsent, or as its owner decides; nothing happens if they think better of it. */
export async function signOut({ form, user }) {
  const typed = countFormDrafts(user);
  if (typed && !(await mayForget(typed))) return;
  if (countOf(await unsentOf(user))) await Promise.race([sendAll(user), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (countOf(await unsentOf(user))) ask({ form, user });
  else if (!(await leave({ form, user }))) show("error", stillSignedIn());
}

/** Send what earlier pages left of all readings but one, and say so. */
export async function sendInBackground({ user, except }) {
  const waiting = (await unsentOf(user)).filter(({ reading, operations }) => operations.length && String(reading) !== except);
  if (!waiting.length) return;
  for (const { reading } of waiting) drain({ user, reading, onDone: (told) => notice(reading, told) });
}

/** What was downloaded at another sign-out comes back, and is sent. */
export async function giveBackFile({ file, user }) {
  const readings = await giveBack(user, await file.text().then(JSON.parse).catch(() => null));
  if (!readings) return show("error", gettext("This is not a file of your unsent work."));
  show("success", gettext("Your work is back in this browser and is being sent."));
  await sendInBackground({ user });
}

async function sendAll(user) {
  const readings = await unsentOf(user);
  return Promise.all(readings.filter(({ operations }) => operations.length).map(({ reading }) => drain({ user, reading })));
}

/** Whether it worked; without a server nobody can be signed out. The page hears of it: it has nothing to ask meanwhile. */
async function leave({ form, user }) {
  await forgetSteps(user).catch(() => {});
  const answer = postForm(form);
  dispatchEvent(new CustomEvent("newsdesk:leaving", { detail: answer }));
  if (!(await answer)) return false;
  forgetFormDrafts(user);
  location.assign("/");
  return true;
}

/** Ask whether what was typed into forms may go: it is not left in a browser that its owner has signed out of. */
function mayForget(count) {
  const words = ngettext("What you typed into %(n)s form is not saved. Signing out erases it from this browser.", "What you typed into %(n)s forms is not saved. Signing out erases it from this browser.", count);
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "typed-title", "aria-describedby": "typed-count" },
      h("h2", { id: "typed-title" }, gettext("Something you typed is not saved")),
      h("p", { id: "typed-count" }, interpolate(words, { n: count })),
      h(
        "p",
        { class: "dialog-end" },
        h("button", { type: "button", class: "button button-plain", onclick: () => dialog.close() }, gettext("Stay signed in")),
        h("button", { type: "button", class: "button button-danger", "data-choice": "forget", onclick: () => dialog.close("forget") }, gettext("Erase it and sign out")),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "forget");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function stillSignedIn() {
  return gettext("The server cannot be reached, so this browser is still signed in. Close it, or sign out once the network is back.");
}

function ask({ form, user }) {
  const count = h("p", { id: "unsent-count" });
  const news = h("p", { class: "dialog-news", role: "status" });
  const choices = h("div", { class: "dialog-choices" });
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "unsent-title", "aria-describedby": "unsent-count" },
    h("h2", { id: "unsent-title" }, gettext("Not everything is sent yet")),
    count,
    news,
    choices,
    h("p", { class: "dialog-end" }, h("button", { type: "button", class: "button button-plain", onclick: () => dialog.close() }, gettext("Stay signed in"))),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);

  async function refresh(message = "") {
    const readings = await unsentOf(user);
    count.textContent = unsentInWords(readings);
    news.textContent = message;
    return countOf(readings);
  }

  async function done() {
    // What was decided here need not be asked once more.
    addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });
    if (await leave({ form, user })) return;
    await refresh(stillSignedIn());
  }

  async function send() {
    news.textContent = gettext("Sending…");
    await sendAll(user).catch(() => {});
    const left = await refresh();
    if (!left) return leave({ form, user });
    news.textContent = gettext("Not all of it could be sent.");
  }

  async function download() {
    const name = `newsdesk-unsent-${new Date().toISOString().slice(0, 10)}.json`;
    const blob = new Blob([JSON.stringify(asFile(user, await unsentOf(user)), null, 1)], { type: "application/json" });
    const link = h("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    await refresh(interpolate(gettext("Downloaded as %(name)s. “Send work from a file” in the account menu takes it back."), { name }));
  }

  /** Asked twice: there is no way back. */
  async function eraseAll({ currentTarget: button }) {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.firstChild.textContent = gettext("Erase for good?");
      return;
    }
    await erase(user);
    await done();
  }

  choices.append(
    choice("send", gettext("Send and sign out"), gettext("Try once more; you are signed out when all of it is on the server."), send, ""),
    choice("keep", gettext("Keep here and sign out"), gettext("It is sent when you sign in again in this browser. Nobody else sees it on the screen."), done),
    choice("download", gettext("Download a file"), gettext("To take along, or to be safe before erasing."), download),
    choice("erase", gettext("Erase and sign out"), gettext("On a shared computer. What is not on the server is lost."), eraseAll, "button-danger"),
  );
  refresh().then(() => dialog.showModal());
}

function notice(reading, { sent, returned }) {
  if (sent) show("success", interpolate(ngettext("%(n)s change that was waiting in this browser is sent.", "%(n)s changes that were waiting in this browser are sent.", sent), { n: sent }));
  if (!returned) return;
  const words = interpolate(ngettext("%(n)s change that was waiting was not taken.", "%(n)s changes that were waiting were not taken.", returned), { n: returned });
  show("warning", words, h("a", { href: `/readings/${reading}/` }, gettext("See both versions")));
}

/** A message as the server's own, under the header. */
function show(level, words, link) {
  let place = document.querySelector(".messages[data-unsent]");
  if (!place) {
    place = h("div", { class: "messages", "data-unsent": true, role: "status" });
    document.querySelector("main").before(place);
  }
  place.append(h("p", { class: `message message-${level}` }, h("span", {}, words, link && " ", link)));
}

function choice(name, label, help, act, look = "button-quiet") {
  const id = `unsent-${name}`;
  return h(
    "div",
    { class: "dialog-choice" },
    h("button", { type: "button", class: `button ${look}`, "data-choice": name, "aria-describedby": id, onclick: act }, h("span", {}, label)),
    h("p", { class: "help", id }, help),
  );
}

function unsentInWords(readings) {
  const number = countOf(readings);
  const back = readings.reduce((sum, { returned }) => sum + returned.length, 0);
  const words = [
    interpolate(
      ngettext("%(n)s change of yours is in this browser alone.", "%(n)s changes of yours are in this browser alone.", number),
      { n: number },
    ),
    back && interpolate(ngettext("The server did not take %(n)s of them.", "The server did not take %(n)s of them.", back), { n: back }),
  ];
  return words.filter(Boolean).join(" ");
}
