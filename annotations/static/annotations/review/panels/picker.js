/** What can be made of the words just chosen: a small bar beside them, with the key of each choice. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { putBeside } from "./picker_place.js";
import { kindOf, labelOf, paintOf } from "../state/codebook.js";
import { mainRoles } from "../state/flow.js";
import { definitionOf, nameOf } from "../state/names.js";
import { withoutLetter } from "../state/naming.js";
import { activeOf, isTold, isWritable } from "../state/reducer.js";
import { shortened } from "../text/shortened.js";

const EXCERPT = 24;
const MOST = 3;

export function createPicker({ place, store, editing, attributing, manuscript, places, selecting }) {
  let shown = null;
  const words = wordsAbove(place, { store, manuscript });

  function draw(state) {
    const wanted = isWritable(state) ? state.selection : null;
    if (shown?.selection === wanted && shown?.active === state.active && shown?.flow === state.flow) return;
    shown = { selection: wanted, active: state.active, flow: state.flow };
    place.hidden = !wanted;
    // In a narrow window the bar takes the place of the panel for so long.
    place.closest("main").toggleAttribute("data-choosing", Boolean(wanted));
    if (!wanted) return;
    place.replaceChildren(...[markedAlready(state, wanted), ...groupsOf(state), withoutPrefix(wanted, { places, selecting })].filter(Boolean));
    putBeside(place, wanted, manuscript);
    words.bring();
  }

  /** While a flow asks for words there is nothing else to choose. */
  function groupsOf(state) {
    const progress = attributing.progress(state);
    if (progress?.next) return [rolesOf(progress.kind, progress.next, (role) => attributing.fill(role.key))];
    const active = activeOf(state);
    if (active) {
      const kind = kindOf(state.codebook, active.state.kind);
      return [rolesOf(kind, null, (role) => editing.assign(role.key)), kindsOf(state)];
    }
    const first = state.codebook.annotations.find((kind) => mainRoles(kind).length > 1);
    return [kindsOf(state), first && rolesOf({ ...first, roles: mainRoles(first) }, null, (role) => editing.create(first.key, role.key)), joinOf(state, attributing.continued(state), () => chosen(attributing.join))];
  }

  function kindsOf({ codebook }) {
    return h(
      "div",
      { class: "picker-group", role: "group", "aria-label": gettext("New annotation") },
      codebook.annotations.map((kind) => choice(kind, kind.paint, () => chosen(() => editing.create(kind.key)), {
          onpointerenter: ({ pointerType }) => pointerType === "mouse" && unfold(kind),
          onfocus: () => unfold(kind),
        }),
      ),
    );
  }

  /** The labels of a kind that is pointed at: one press then says both, the kind and the label. */
  function unfold(kind) {
    place.querySelector(".picker-labels")?.remove();
    const group = h(
      "div",
      { class: "picker-group picker-labels", role: "group", "aria-label": interpolate(gettext("Labels: %(name)s"), { name: nameOf(kind) }) },
      kind.labels.map((label) => labelChoice(kind, label, () => chosen(() => editing.create(kind.key, null, label.key)))),
    );
    // What is pointed at stays where it is.
    if (place.hasAttribute("data-above")) place.prepend(group);
    else place.append(group);
    putBeside(place, store.state.selection, manuscript);
  }

  /** The roles that the words can play. */
  function rolesOf(kind, next, act) {
    return h(
      "div",
      { class: "picker-group", role: "group", "aria-label": gettext("Part of this annotation") },
      h("span", { class: "picker-title" }, nameOf(kind)),
      kind.roles.map((role) => choice(role, paintOf(kind, role.key), () => chosen(() => act(role)), { "data-next": role === next })),
    );
  }

  /** The bar goes once something is chosen: whoever walks by keys goes on in the article. */
  function chosen(act) {
    const isHeld = place.contains(document.activeElement);
    act();
    if (isHeld) manuscript.root.focus({ preventScroll: true });
  }

  letThrough(place);
  // A press here must not take the selection from the words.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  store.subscribe(draw);
}

/** While further words are being chosen the bar lets the mouse through to those beneath it. */
function letThrough(place) {
  for (const type of ["keydown", "keyup"]) {
    addEventListener(type, (event) => place.toggleAttribute("data-through", event.ctrlKey || event.metaKey));
  }
}

/** A bar at the foot of the window may lie over the very words: they come above it, once no finger is on them. */
function wordsAbove(place, { store, manuscript }) {
  let isPressed = false;

  function look() {
    const last = store.state.selection?.at(-1);
    if (last && !isPressed && getComputedStyle(place).position === "fixed") manuscript.bring(Math.max(last.start, last.end - 1), last.end);
  }

  addEventListener("pointerdown", () => (isPressed = true), true);
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(type, () => {
      isPressed = false;
      look();
    }, true);
  }
  // What lies over the article is drawn by then.
  return { bring: () => queueMicrotask(look) };
}

/** What the chosen words are already, or some of them: «Marked: Claim (Event)». Long words around them are no news. */
function markedAlready({ codebook, objects }, selection) {
  const names = Object.values(objects.annotation)
    .filter(isTold)
    .flatMap(({ state }) => state.anchors.filter((anchor) => selection.some((span) => isAlike(anchor, span))).map(({ role }) => nameOfMark(codebook, state, role)));
  if (!names.length) return null;
  return h("p", { class: "picker-marked", role: "status" }, interpolate(gettext("Marked: %(names)s"), { names: [...new Set(names)].slice(0, MOST).join(gettext(", ")) }));
}

/** They share words, and none is more than thrice as long as the other. */
function isAlike(one, other) {
  const shared = Math.min(one.end, other.end) - Math.max(one.start, other.start);
  return shared > 0 && shared * 3 >= Math.max(one.end - one.start, other.end - other.start);
}

/** Its kind with its label, or the part that the words play in it, where it has several. */
function nameOfMark(codebook, state, role) {
  const kind = kindOf(codebook, state.kind);
  const part = kind.roles.length > 1 ? nameOf(kind.roles.find(({ key }) => key === role)) : "";
  const more = [part, nameOf(labelOf(codebook, state))].filter(Boolean).join(gettext(", "));
  return more ? `${nameOf(kind)} (${more})` : nameOf(kind);
}

/** Words that may continue a quotation join it. */
function joinOf({ codebook }, annotation, join) {
  if (!annotation) return null;
  const kind = kindOf(codebook, annotation.state.kind);
  const words = annotation.state.anchors.filter(({ role }) => role === kind.quoted_role).at(-1).exact;
  const name = interpolate(gettext("Continues “%(words)s”"), { words: shortened(words, EXCERPT) });
  return h(
    "div",
    { class: "picker-group" },
    h("button", { type: "button", class: "picker-choice", "data-paint": paintOf(kind, kind.quoted_role), "data-choice": "join", onclick: join }, name, h("kbd", {}, "J")),
  );
}

/** Words are chosen whole; what is written together with the first of them may stay outside. */
function withoutPrefix(selection, { places, selecting }) {
  const last = selection.at(-1);
  const found = places.leftOut(last);
  if (!found) return null;
  return h(
    "button",
    { type: "button", class: "picker-choice picker-less", "data-choice": "less", onclick: () => selecting.trim(true) },
    withoutLetter(found.letter),
    h("kbd", {}, places.leftIsForward(last.start) ? "]" : "["),
  );
}

function choice(thing, paint, onclick, more = {}) {
  return h(
    "button",
    { type: "button", class: "picker-choice", "data-paint": paint, "data-choice": thing.key, onclick, ...more },
    nameOf(thing),
    more["data-next"] ? h("kbd", {}, "Enter") : thing.hotkey && h("kbd", {}, thing.hotkey),
  );
}

function labelChoice(kind, label, onclick) {
  return h("button", { type: "button", class: "picker-label", "data-choice": `${kind.key}/${label.key}`, title: definitionOf(label), onclick }, nameOf(label));
}
