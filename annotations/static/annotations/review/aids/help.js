/** Every key of the page, in a dialog. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";

export function createHelp({ dialog, shortcuts, startTour }) {
  const close = h(
    "button",
    { type: "button", class: "button button-quiet button-small", onclick: () => dialog.close() },
    gettext("Close"),
    h("kbd", {}, "Esc"),
  );
  const tour = h(
    "button",
    { type: "button", class: "button button-quiet button-small", "data-key": "tour", onclick: () => (dialog.close(), startTour()) },
    gettext("First steps"),
  );
  const search = h("input", {
    type: "search",
    class: "control",
    autofocus: true,
    "aria-label": gettext("Find a key"),
    placeholder: gettext("Find a key"),
    oninput: () => list.replaceChildren(...found()),
  });
  const list = h("div", { class: "help-columns" });
  const force = h("p", { class: "help-force" });
  dialog.append(h("header", { class: "panel-heading" }, h("h2", { id: "help-title" }, gettext("Keys")), h("div", { class: "cluster" }, tour, close)), search, h("div", { class: "help-list", tabindex: 0, role: "region", "aria-label": gettext("Keys") }, force, costs(), list));

  function found() {
    const sections = shortcuts.listed().map(([title, lines]) => [title, lines.filter(([keys, text]) => isAbout(search.value, `${keys.join(" ")} ${text} ${title}`))]);
    return sections.filter(([, lines]) => lines.length).map(([title, lines]) => section(title, lines));
  }

  return () => {
    if (dialog.open) return dialog.close();
    search.value = "";
    force.textContent = shortcuts.hasLetters()
      ? gettext("Single-letter keys are on. The menu “Reading” turns them off.")
      : gettext("Single-letter keys are off: the buttons do the same. The menu “Reading” turns them on.");
    list.replaceChildren(...found());
    dialog.showModal();
  };
}

/** What whole annotations cost, with the keys that only choose words left out: a test counts. */
const COSTS = { attribution: { keys: 5, gestures: 4 }, claim: { keys: 2, gestures: 2 } };

function costs() {
  const { attribution, claim } = COSTS;
  const cost = (name, words, { keys, gestures }) => h("li", { "data-cost": name }, interpolate(words, { keys, gestures }));
  return h(
    "ul",
    { class: "help-costs" },
    cost(
      "attribution",
      gettext("A whole attribution takes %(keys)s keys (Q, S and W on the chosen words, a label, Enter) or %(gestures)s gestures of the mouse: drag over the cue, press the label under “Attribution”, drag over the source, drag over the content."),
      attribution,
    ),
    cost(
      "claim",
      gettext("A whole claim takes %(keys)s keys (C and a label) or %(gestures)s gestures: drag over the words, press the label under “Claim”."),
      claim,
    ),
  );
}

function isAbout(query, words) {
  return words.toLowerCase().includes(query.trim().toLowerCase());
}

function section(title, lines) {
  return h(
    "section",
    { class: "panel-section" },
    h("h3", {}, title),
    h("dl", { class: "keys" }, lines.map(([keys, text]) => h("div", {}, h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, text)))),
  );
}
