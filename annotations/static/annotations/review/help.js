/** Every key of the page, in a dialog. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { h } from "./dom.js";

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
  const list = h("div", { class: "help-columns" });
  dialog.append(h("header", { class: "panel-heading" }, h("h2", { id: "help-title" }, gettext("Keys")), h("div", { class: "cluster" }, tour, close)), list);

  return () => {
    if (dialog.open) return dialog.close();
    list.replaceChildren(...shortcuts.listed().map(([title, lines]) => section(title, lines)));
    dialog.showModal();
  };
}

function section(title, lines) {
  return h(
    "section",
    { class: "panel-section" },
    h("h3", {}, title),
    h("dl", { class: "keys" }, lines.map(([keys, text]) => h("div", {}, h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, text)))),
  );
}
