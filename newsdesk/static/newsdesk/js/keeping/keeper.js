/** One form, kept while it is typed into. */

import { h } from "../dom.js";
import { claim, FORGOTTEN } from "./drafts.js";
import { areSame, putBack, servedValuesOf, valuesOf } from "./fields.js";

const PAUSE = 400;

/**
 * @param {object} options
 * @param {HTMLFormElement} options.form
 * @param {object} options.drafts see drafts.js
 * @param {string} options.place the address that the form is sent to
 * @param {boolean} options.mustBeSealed keep it encrypted or not at all
 * @param {(id: string) => void} options.onBegun a draft was begun or taken up
 * @param {() => void} options.onSent the form is being sent
 * @param {() => void} options.onNotKept what was typed could not be kept
 */
export function createKeeper({ onSent, ...options }) {
  const { form } = options;
  const draft = createDraft(options);
  let timer = 0;
  // "keeping" before it is sent, then "kept" and "sending"; typing starts anew.
  let sending = "";

  function keep() {
    clearTimeout(timer);
    return draft.keep();
  }

  function typed() {
    sending = "";
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }

  /** What is not kept yet is kept first, and then sent. */
  async function send(event) {
    if (event.defaultPrevented) return;
    if (!sending && draft.isUnsaved() && !draft.isKept()) {
      event.preventDefault();
      sending = "keeping";
      await keep();
      // A browser takes no other submission as long as it tells of this one.
      await new Promise((resolve) => setTimeout(resolve));
      sending = "kept";
      form.requestSubmit(event.submitter);
    } else if (sending === "keeping") {
      event.preventDefault();
    } else {
      sending = "sending";
      onSent();
      if (draft.id) sayWhich(form, draft.id);
    }
  }

  return {
    takeUp: (left) => draft.takeUp(left),
    goOn: (id) => draft.goOn(id),

    listen() {
      form.addEventListener("input", typed);
      form.addEventListener("change", typed);
      form.addEventListener("submit", send);
      document.addEventListener("visibilitychange", () => document.hidden && draft.isUnsaved() && keep());
      addEventListener("beforeunload", (event) => draft.isUnsaved() && sending !== "sending" && event.preventDefault());
      addEventListener(FORGOTTEN, draft.end);
    },

    /** Everything as it came from the site. */
    discard() {
      draft.discard();
      keep();
      form.querySelector("textarea, input:not([type=hidden])")?.focus();
    },
  };
}

/** What is kept of the form; its number is made with the first thing that is. */
function createDraft({ form, drafts, place, mustBeSealed, onBegun, onNotKept }) {
  let id = null;
  let base = servedValuesOf(form);
  let kept = null;
  let isOver = false;
  // One after the other: what is encrypted first must not be stored last.
  let writing = Promise.resolve();

  async function keepNow() {
    const values = valuesOf(form);
    if (isOver || areSame(values, kept)) return;
    if (areSame(values, base)) {
      if (id) drafts.forget(id);
      kept = null;
      return;
    }
    if (!id) await begin(newId());
    const isKept = await drafts.keep(id, { place, values }, { mustBeSealed });
    if (isOver) drafts.forget(id);
    if (isKept) kept = values;
    else onNotKept();
  }

  function begin(draftId) {
    id = draftId;
    onBegun(id);
    return claim(id);
  }

  return {
    get id() {
      return id;
    },
    isUnsaved: () => !isOver && !areSame(valuesOf(form), base),
    isKept: () => areSame(valuesOf(form), kept),
    keep: () => (writing = writing.then(keepNow)),
    discard: () => putBack(form, base),
    end: () => (isOver = true),

    /** Go on with one that was left. Whether something of it was put back: not over what is being typed already. */
    takeUp(left) {
      const values = valuesOf(form);
      const isThere = areSame(values, left.values);
      if (!isThere && !areSame(values, base)) return false;
      id = left.id;
      onBegun(id);
      kept = left.values;
      if (!isThere) putBack(form, left.values);
      return !isThere;
    },

    /** The form came with what was typed, and nothing of that is stored. */
    goOn(draftId = null) {
      id = draftId;
      base = null;
      return this.keep();
    },
  };
}

/** The site tells of the draft by this number when it has stored what was sent. */
function sayWhich(form, id) {
  const field = form.querySelector("input[name=draft]") ?? form.appendChild(h("input", { type: "hidden", name: "draft" }));
  field.value = id;
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
