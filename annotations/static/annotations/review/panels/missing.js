/** What is missing of the annotation at hand, and the way to it. Each field says for itself what it lacks. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { messageOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";

/** What of a field gets the focus: its search or text, else what is chosen, else the first choice. */
const CONTROLS = ["input:not([type=radio], [type=checkbox]), textarea, select", ":checked", "input"];

export function createMissing({ place, store, sheet, manuscript }) {
  /** In a line that leads to it. */
  function draw({ problems }) {
    if (!problems.length) return null;
    const count = interpolate(ngettext("%(n)s thing is missing", "%(n)s things are missing", problems.length), { n: problems.length });
    return h(
      "div",
      { class: "panel-problems" },
      h("p", {}, count),
      button(gettext("Go there"), next, { key: "next-missing", hotkey: "M" }),
    );
  }

  /** To the first thing that is missing after the one at which the focus is. */
  function next() {
    const path = nextPath();
    if (path === undefined) return;
    const field = fieldOf(path);
    const control = path.startsWith("roles/") ? null : controlIn(field);
    if (sheet.isOpen()) sheet.set("full");
    field?.scrollIntoView({ block: "nearest" });
    if (control) control.focus({ preventScroll: true });
    else toText(path);
  }

  function nextPath() {
    const paths = activeOf(store.state)?.problems.map(({ path }) => path) ?? [];
    const here = document.activeElement.closest("[data-path]")?.dataset.path;
    return paths[(paths.indexOf(here) + 1) % paths.length];
  }

  /** Words are chosen in the article. */
  function toText(path) {
    sheet.set("half");
    manuscript.root.focus({ preventScroll: true });
    store.send({ type: "said", message: activeOf(store.state).problems.filter((problem) => problem.path === path).map(messageOf).join(" ") });
  }

  function fieldOf(path) {
    return place.querySelector(`[data-path="${CSS.escape(path)}"]`);
  }

  /** To the field of a part of the annotation. */
  function go(path) {
    const control = controlIn(fieldOf(path));
    control?.focus({ preventScroll: true });
    control?.scrollIntoView({ block: "nearest" });
  }

  return { draw, next, go };
}

function controlIn(field) {
  for (const selector of field ? CONTROLS : []) {
    const control = field.querySelector(selector);
    if (control) return control;
  }
  return null;
}
