/** Every key of the page, in a dialog. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { createKeyList } from "../../../newsdesk/js/key_list.js";
import { needsWords } from "../state/codebook.js";
import { hasFlow, mainRoles } from "../state/flow.js";
import { nameOf } from "../state/names.js";

export function createHelp({ dialog, shortcuts, startTour, codebook }) {
  const close = button(gettext("Close"), () => dialog.close(), { look: "quiet", hotkey: "Esc" });
  const tour = button(gettext("First steps"), () => (dialog.close(), startTour()), { look: "quiet", key: "tour" });
  const { search, list, begin } = createKeyList(shortcuts.listed);
  const force = h("p", { class: "help-force" });
  dialog.append(h("header", { class: "panel-heading" }, h("h2", { id: "help-title" }, gettext("Keys")), h("div", { class: "cluster" }, tour, close)), search, h("div", { class: "help-list", tabindex: 0, role: "region", "aria-label": gettext("Keys") }, force, costs(codebook), list));

  return () => {
    if (dialog.open) return dialog.close();
    force.textContent = shortcuts.hasLetters()
      ? gettext("Single-letter keys are on. The menu “Reading” turns them off.")
      : gettext("Single-letter keys are off: the buttons do the same. The menu “Reading” turns them on.");
    begin();
    dialog.showModal();
  };
}

/** What whole annotations cost, with the keys that only choose words left out: a test counts. */
function costs({ annotations }) {
  const hasKeys = (things) => things.every(({ hotkey }) => hotkey);
  const flowing = annotations.filter((kind) => hasFlow(kind) && hasKeys(mainRoles(kind)));
  const plain = annotations.filter((kind) => needsWords(kind) && hasKeys([kind]));
  return h("ul", { class: "help-costs" }, flowing.map((kind) => cost(kind, costOfFlow(kind))), plain.map((kind) => cost(kind, costOfPlain(kind))));
}

function cost(kind, words) {
  return h("li", { "data-cost": kind.key }, words);
}

function costOfFlow(kind) {
  const roles = mainRoles(kind);
  const [first, ...others] = roles.map(nameOf);
  return interpolate(
    gettext("“%(kind)s” with its parts and label takes %(keys)s keys (%(hotkeys)s on the chosen words, a label, Enter) or %(gestures)s gestures of the mouse: drag over “%(first)s”, press the label under “%(kind)s”, drag over %(others)s."),
    {
      kind: nameOf(kind),
      keys: roles.length + 2,
      hotkeys: roles.map(({ hotkey }) => hotkey).join(gettext(" and ")),
      gestures: roles.length + 1,
      first,
      others: others.join(gettext(", then over ")),
    },
  );
}

function costOfPlain(kind) {
  return interpolate(
    gettext("“%(kind)s” with its label takes %(keys)s keys (%(hotkey)s and a label) or %(gestures)s gestures: drag over the words, press the label under “%(kind)s”."),
    { kind: nameOf(kind), keys: 2, hotkey: kind.hotkey, gestures: 2 },
  );
}
