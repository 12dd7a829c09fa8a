/** What can be made of the words just chosen: a small bar beside them, with the key of each choice. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { kindOf, paintOf } from "./codebook.js";
import { h, nameOf } from "./dom.js";
import { activeOf, isWritable } from "./reducer.js";

const GAP = 10;

export function createPicker({ place, store, editing, manuscript }) {
  let shown = null;

  function draw(state) {
    const wanted = isWritable(state) ? state.selection : null;
    if (shown?.selection === wanted && shown?.active === state.active) return;
    shown = { selection: wanted, active: state.active };
    place.hidden = !wanted;
    // In a narrow window the bar takes the place of the panel for so long.
    place.closest("main").toggleAttribute("data-choosing", Boolean(wanted));
    if (!wanted) return;
    const groups = [rolesOf(state), kindsOf(state)];
    place.replaceChildren(...(activeOf(state) ? groups : groups.reverse()).flat());
    put(wanted.at(-1));
  }

  function kindsOf({ codebook }) {
    const choices = codebook.annotations.map((kind) => choice(kind, `kind-${kind.key}`, () => editing.create(kind.key)));
    return [h("div", { class: "picker-group", role: "group", "aria-label": gettext("New annotation") }, choices)];
  }

  /** The roles that the words can play in the annotation being worked on, or in one that they would begin. */
  function rolesOf(state) {
    const active = activeOf(state);
    const kind = active
      ? kindOf(state.codebook, active.state.kind)
      : state.codebook.annotations.find((one) => one.roles.filter((role) => role.hotkey).length > 1);
    if (!kind) return [];
    const roles = active ? kind.roles : kind.roles.filter((role) => role.hotkey);
    const choices = roles.map((role) =>
      choice(role, paintOf(kind.key, role.key), () =>
        active ? editing.assign(role.key) : editing.create(kind.key, role.key),
      ),
    );
    return [
      h(
        "div",
        { class: "picker-group", role: "group", "aria-label": gettext("Part of this annotation") },
        h("span", { class: "picker-title" }, nameOf(kind)),
        choices,
      ),
    ];
  }

  function choice(thing, paint, act) {
    return h(
      "button",
      { type: "button", class: "picker-choice", "data-paint": paint, "data-choice": thing.key, onclick: act },
      nameOf(thing),
      thing.hotkey && h("kbd", {}, thing.hotkey),
    );
  }

  /** Below the words, or above them where there is no room; a bar at the foot of a narrow window. */
  function put({ start, end }) {
    const words = manuscript.rectangleOf(start, end);
    if (!words || !place.offsetParent || getComputedStyle(place).position !== "absolute") return;
    const frame = place.offsetParent.getBoundingClientRect();
    const size = place.getBoundingClientRect();
    const below = words.bottom + GAP + size.height < innerHeight;
    const top = below ? words.bottom + GAP : words.top - GAP - size.height;
    const middle = words.left + words.width / 2 - size.width / 2;
    const left = Math.min(Math.max(frame.left, middle), Math.max(frame.left, frame.right - size.width));
    place.style.top = `${top - frame.top}px`;
    place.style.left = `${left - frame.left}px`;
  }

  // While further words are being chosen the bar lets the mouse through to those beneath it.
  for (const type of ["keydown", "keyup"]) {
    addEventListener(type, (event) => place.toggleAttribute("data-through", event.ctrlKey || event.metaKey));
  }
  // A press here must not take the selection from the words.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  store.subscribe(draw);
}
