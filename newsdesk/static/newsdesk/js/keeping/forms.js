/**
 * Forms that lose nothing: what is typed into a form in `data-keep` is kept in this browser until the site says that it
 * is stored, is back when its owner comes back, and leaving the page is warned of. What is in `data-keep="sealed"` is
 * kept encrypted or not at all.
 */

import { button, h } from "../dom.js";
import { gettext, interpolate, timeWords } from "../i18n.js";
import { claim, createFormDrafts, forgetOldDrafts, listenToOtherTabs } from "./drafts.js";
import { createKeeper } from "./keeper.js";

const OURS = "newsdesk-form-ours:";
const SENT = "newsdesk-form-sent";

export async function startKeeping() {
  const [user, secret, method] = document.querySelector('meta[name="form-drafts"]')?.content.split(" ") ?? [];
  if (!user) return;
  const drafts = await createFormDrafts(Number(user), secret);
  forgetOldDrafts();
  listenToOtherTabs(user);
  takeStored().forEach(drafts.forget);
  const sent = method === "POST" ? ofTab(SENT) : null;
  ofTab(SENT, "");
  const forms = [...document.querySelectorAll("[data-keep] form, form[data-keep]")].filter((form) => form.method === "post");
  await Promise.all(forms.map((form) => keepForm(form, { drafts, sent })));
  document.documentElement.dataset.formsKept = ""; // What was left is back by now.
}

/** The ids of drafts of which the site has said that they are stored. */
function takeStored() {
  const found = /(?:^|; )((?:__Host-)?stored)=([\w.]+)/.exec(document.cookie);
  if (!found) return [];
  document.cookie = `${found[1]}=; Max-Age=0; Path=/; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
  return found[2].split(".");
}

/** @param {{drafts: object, sent: string|null}} known sent: the address to which what this page answers was sent */
async function keepForm(form, { drafts, sent }) {
  const place = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  const keeper = createKeeper({
    form,
    drafts,
    place,
    mustBeSealed: form.closest("[data-keep]").dataset.keep === "sealed",
    onBegun: (id) => ofTab(OURS + place, id),
    onSent: () => ofTab(SENT, place),
    onNotKept: () => sayNotKept(form),
  });
  keeper.listen();
  const draft = await claimed(drafts, place);
  // Such a page was made of what was typed, and may hold more than that.
  if (sent === place) await keeper.goOn(draft?.id);
  else if (draft && keeper.takeUp(draft)) show(form, backNotice(draft, keeper));
}

/** The draft to go on with: this tab's own, or the newest that no other tab has. */
async function claimed(drafts, place) {
  const ours = ofTab(OURS + place);
  const found = await drafts.of(place);
  for (const draft of found.sort((one, other) => (other.id === ours) - (one.id === ours))) {
    if (await claim(draft.id, { isOurs: draft.id === ours })) return draft;
  }
  return null;
}

function backNotice({ at }, keeper) {
  const words = interpolate(gettext("What you typed here and did not save is back, as of %(time)s."), { time: timeWords(at) });
  const discard = button(gettext("Discard it"), () => {
    keeper.discard();
    notice.remove();
  });
  const notice = h("div", { class: "message message-info kept-notice", role: "status" }, h("span", {}, words), discard);
  return notice;
}

function sayNotKept(form) {
  if (form.querySelector("[data-not-kept]")) return;
  const words = gettext("This browser cannot keep what you type here. Save it before you leave the page.");
  show(form, h("p", { class: "message message-warning kept-notice", role: "status", "data-not-kept": true }, h("span", {}, words)));
}

/** Above the form's fields, whatever it is folded into. */
function show(form, notice) {
  for (let around = form.parentElement; around; around = around.parentElement) if (around.localName === "details") around.open = true;
  form.prepend(notice);
}

/** What this tab alone knows. */
function ofTab(name, value) {
  try {
    if (value !== undefined) sessionStorage.setItem(name, value);
    return sessionStorage.getItem(name) || null;
  } catch {
    return null;
  }
}
