/** The head of the panel: the kind of annotation, and the ways out. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { nameOf } from "../state/names.js";

/** @param {{close: () => void, remove: (() => void)|false}} acts */
export function panelHeading(kind, { close, remove }) {
  return h(
    "header",
    { class: "panel-heading", "data-kind": kind.key, "data-paint": kind.paint },
    h("h2", { id: "panel-title" }, nameOf(kind)),
    remove &&
      h(
        "button",
        { type: "button", class: "button button-plain button-small panel-delete", "data-key": "delete", title: gettext("Delete this annotation"), onclick: remove },
        gettext("Delete"),
        h("kbd", {}, "Del"),
      ),
    button(gettext("Done"), close, { key: "close", hotkey: "Enter" }),
  );
}
