/** The way to what everything means, and to another kind of annotation. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { explanationOf } from "./explaining.js";
import { nameOf } from "../state/names.js";

/** @param {{show: (key: string) => void}} options among others, what draws the panel again and goes to a control */
export function createKindChoice({ place, editing, show }) {
  let isChanging = false;

  function draw(state, annotation, kind, writable) {
    const others = state.codebook.annotations.filter((one) => one !== kind);
    return h(
      "div",
      { class: "field kind" },
      h("div", { class: "cluster" }, definitions(), writable && others.length > 0 && opener()),
      isChanging && h("ul", { class: "kinds" }, others.map((other) => choice(annotation, other))),
    );
  }

  function definitions() {
    const pressed = String(place.hasAttribute("data-explains"));
    return button(gettext("Definitions"), explain, { key: "explain", hotkey: "D", "aria-pressed": pressed });
  }

  function opener() {
    return button(gettext("Change the kind"), toggle, { key: "change-kind", hotkey: "X", "aria-expanded": String(isChanging) });
  }

  function choice(annotation, kind) {
    const change = editing.kindChange(annotation, kind.key);
    return h(
      "li",
      { class: "kind-choice", "data-paint": kind.paint },
      button(nameOf(kind), () => become(annotation, kind, change), { look: "quiet", key: `become-${kind.key}` }),
      explanationOf(kind, { "data-shown": true }),
      h("p", { class: "help" }, leftBehind(change) || gettext("Everything is kept.")),
    );
  }

  function become(annotation, kind, change) {
    isChanging = false;
    const lost = leftBehind(change);
    const now = interpolate(gettext("Now: %(kind)s."), { kind: nameOf(kind) });
    editing.changeKind(annotation, kind.key, lost ? `${now} ${lost} ${gettext("Undo brings it back.")}` : now);
    show("change-kind");
  }

  function explain() {
    const on = place.toggleAttribute("data-explains");
    place.querySelector("[data-key=explain]")?.setAttribute("aria-pressed", String(on));
  }

  function toggle() {
    isChanging = !isChanging;
    show("change-kind");
  }

  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isChanging || isForInputMethod(event)) return;
    event.preventDefault();
    toggle();
  });

  return { draw, explain, toggle, close: () => (isChanging = false) };
}

/** What a change of kind would lose, in a sentence or two; "" for nothing. */
function leftBehind({ lost, ties }) {
  const names = new Intl.ListFormat(document.documentElement.lang).format(lost.map((one) => `«${nameOf(one)}»`));
  return [
    lost.length > 0 && interpolate(gettext("Left behind: %(names)s."), { names }),
    ties.length > 0 && interpolate(ngettext("%(n)s relation is removed.", "%(n)s relations are removed.", ties.length), { n: ties.length }),
  ]
    .filter(Boolean)
    .join(" ");
}
