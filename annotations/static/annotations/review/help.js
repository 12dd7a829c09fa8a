/** Every key of the page, in a dialog. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { h, nameOf } from "./dom.js";

export function createHelp({ dialog, codebook }) {
  const heading = h("h2", { id: "help-title" }, gettext("Keys"));
  const close = h(
    "button",
    { type: "button", class: "button button-quiet button-small", onclick: () => dialog.close() },
    gettext("Close"),
    h("kbd", {}, "Esc"),
  );
  dialog.append(h("header", { class: "panel-heading" }, heading, close), h("div", { class: "help-columns" }, groups(codebook)));
  return () => (dialog.open ? dialog.close() : dialog.showModal());
}

function groups(codebook) {
  const kinds = codebook.annotations.filter((kind) => kind.hotkey);
  const roles = codebook.annotations.flatMap((kind) => kind.roles.filter((role) => role.hotkey).map((role) => [kind, role]));
  return [
    table(gettext("In the article"), [
      ["← → ↑ ↓", gettext("Move the text cursor by letter and line")],
      ["Ctrl ← →", gettext("Move by word")],
      ["Home End", gettext("To the start or end of the block; with Ctrl, of the article")],
      ["Shift + …", gettext("Choose words while moving")],
      ["Ctrl + click", gettext("Choose further words as well")],
      ["Enter", gettext("Finish this annotation")],
      ["Esc", gettext("Let go of the words, then of the annotation")],
      ["Alt ↑ ↓", gettext("The annotation before, or after")],
      ["Del", gettext("Delete the annotation")],
      ["Ctrl Z", gettext("Undo")],
      ["Ctrl Shift Z", gettext("Redo")],
      ["?", gettext("This list")],
    ]),
    table(gettext("New annotation"), kinds.map((kind) => [kind.hotkey, nameOf(kind)])),
    table(gettext("Parts"), [
      ...roles.map(([kind, role]) => [role.hotkey, `${nameOf(role)} (${nameOf(kind)})`]),
      ["I", gettext("Implicit source: not in the text")],
      ["U", gettext("Source in a suffix pronoun: the words chosen")],
    ]),
    ...codebook.annotations.map((kind) =>
      table(`${gettext("Labels")}: ${nameOf(kind)}`, kind.labels.filter((label) => label.hotkey).map((label) => [label.hotkey, nameOf(label)])),
    ),
  ];
}

function table(title, rows) {
  return h(
    "section",
    { class: "panel-section" },
    h("h3", {}, title),
    h("dl", { class: "keys" }, rows.map(([key, text]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)))),
  );
}
