/** What can be made of the words just chosen: a small bar beside them, with the key of each choice. */

import { gettext, interpolate } from "../../newsdesk/js/i18n.js";
import { kindOf, paintOf } from "./codebook.js";
import { definitionOf, h, nameOf, shortened } from "./dom.js";
import { mainRoles } from "./flow.js";
import { withoutLetter } from "./naming.js";
import { activeOf, isWritable } from "./reducer.js";
import { sight } from "./sight.js";
import { afterGesture } from "./store.js";

const GAP = 6;
/** From what width on the bar lies beside the article, and how wide it may be there, in pixels. */
const BESIDE = 280;
const WIDEST = 400;
const EXCERPT = 24;

export function createPicker({ place, store, editing, attributing, manuscript, places, selecting }) {
  let shown = null;

  function draw(state) {
    const wanted = isWritable(state) ? state.selection : null;
    if (shown?.selection === wanted && shown?.active === state.active && shown?.flow === state.flow) return;
    shown = { selection: wanted, active: state.active, flow: state.flow };
    place.hidden = !wanted;
    // In a narrow window the bar takes the place of the panel for so long.
    place.closest("main").toggleAttribute("data-choosing", Boolean(wanted));
    if (!wanted) return;
    place.replaceChildren(...[...groupsOf(state), withoutPrefix(wanted)].filter(Boolean));
    put(wanted);
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
    return [kindsOf(state), first && rolesOf({ ...first, roles: mainRoles(first) }, null, (role) => editing.create(first.key, role.key)), joinOf(state)];
  }

  function kindsOf({ codebook }) {
    return h(
      "div",
      { class: "picker-group", role: "group", "aria-label": gettext("New annotation") },
      codebook.annotations.map((kind) => choice(kind, kind.paint, () => editing.create(kind.key), {
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
      kind.labels.map((label) =>
        h(
          "button",
          { type: "button", class: "picker-label", "data-choice": `${kind.key}/${label.key}`, title: definitionOf(label), onclick: () => chosen(() => editing.create(kind.key, null, label.key)) },
          nameOf(label),
        ),
      ),
    );
    // What is pointed at stays where it is.
    if (place.hasAttribute("data-above")) place.prepend(group);
    else place.append(group);
    put(store.state.selection);
  }

  /** The roles that the words can play. */
  function rolesOf(kind, next, act) {
    return h(
      "div",
      { class: "picker-group", role: "group", "aria-label": gettext("Part of this annotation") },
      h("span", { class: "picker-title" }, nameOf(kind)),
      kind.roles.map((role) => choice(role, paintOf(kind, role.key), () => act(role), { "data-next": role === next })),
    );
  }

  /** Words that may continue a quotation join it. */
  function joinOf(state) {
    const annotation = attributing.continued(state);
    if (!annotation) return null;
    const kind = kindOf(state.codebook, annotation.state.kind);
    const words = annotation.state.anchors.filter(({ role }) => role === kind.quoted_role).at(-1).exact;
    const name = interpolate(gettext("Continues “%(words)s”"), { words: shortened(words, EXCERPT) });
    return h(
      "div",
      { class: "picker-group" },
      h("button", { type: "button", class: "picker-choice", "data-paint": paintOf(kind, kind.quoted_role), "data-choice": "join", onclick: () => chosen(attributing.join) }, name, h("kbd", {}, "J")),
    );
  }

  /** Words are chosen whole; what is written together with the first of them may stay outside. */
  function withoutPrefix(selection) {
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

  function choice(thing, paint, act, more = {}) {
    return h(
      "button",
      { type: "button", class: "picker-choice", "data-paint": paint, "data-choice": thing.key, onclick: () => chosen(act), ...more },
      nameOf(thing),
      more["data-next"] ? h("kbd", {}, "Enter") : thing.hotkey && h("kbd", {}, thing.hotkey),
    );
  }

  /** The bar goes once something is chosen: whoever walks by keys goes on in the article. */
  function chosen(act) {
    const isHeld = place.contains(document.activeElement);
    act();
    if (isHeld) manuscript.root.focus({ preventScroll: true });
  }

  /**
   * Beside the article where there is room, level with the last of the words: no line of the text is covered, and a bar
   * that grows or follows the words only moves up and down. Else over the first of the words, or below the last; a bar at
   * the foot of a narrow window.
   */
  function put(spans) {
    place.removeAttribute("style");
    if (!spans || getComputedStyle(place).position !== "absolute") return;
    const lines = spans.flatMap(({ start, end }) => linesOf(start, end));
    if (!lines.length) return;
    const frame = place.offsetParent.getBoundingClientRect();
    const first = lines.reduce((one, other) => (other.top < one.top ? other : one));
    const last = lines.reduce((one, other) => (other.bottom > one.bottom ? other : one));
    const { top, left } = besideText(last) ?? overWords(first, last, frame);
    place.style.top = `${top - frame.top}px`;
    place.style.left = `${left - frame.left}px`;
  }

  /** At the end side of the text, in the padding of the article and over the panel; null where that is too narrow. */
  function besideText(line) {
    const text = manuscript.root.getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(manuscript.root).paddingLeft);
    const isRight = getComputedStyle(document.documentElement).direction === "ltr";
    const edge = isRight ? text.right - padding + GAP : text.left + padding - GAP;
    const room = isRight ? document.documentElement.clientWidth - edge - GAP : edge - GAP;
    if (room < BESIDE) return null;
    place.style.maxInlineSize = `${Math.min(room, WIDEST)}px`;
    const { width, height } = place.getBoundingClientRect();
    // A bar in the lower half grows upward, so that what is pointed at stays where it is.
    const growsUp = line.top > innerHeight / 2;
    place.toggleAttribute("data-above", growsUp);
    const wanted = growsUp ? line.bottom - height : line.top;
    return { top: Math.max(sight().top + GAP, Math.min(wanted, innerHeight - height - GAP)), left: isRight ? edge : edge - width };
  }

  function overWords(first, last, frame) {
    const { width, height } = place.getBoundingClientRect();
    const isAbove = first.top - GAP - height > sight().top;
    place.toggleAttribute("data-above", isAbove);
    const near = isAbove ? first : last;
    const middle = near.left + near.width / 2 - width / 2;
    return {
      top: isAbove ? first.top - GAP - height : Math.min(last.bottom + GAP, innerHeight - height - GAP),
      left: Math.min(Math.max(frame.left, middle), Math.max(frame.left, frame.right - width)),
    };
  }

  function linesOf(start, end) {
    return manuscript.rangesOf(start, end).flatMap(({ startContainer, startOffset, endContainer, endOffset }) => {
      const range = document.createRange();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      return [...range.getClientRects()];
    });
  }

  // While further words are being chosen the bar lets the mouse through to those beneath it.
  for (const type of ["keydown", "keyup"]) {
    addEventListener(type, (event) => place.toggleAttribute("data-through", event.ctrlKey || event.metaKey));
  }
  // A press here must not take the selection from the words.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  store.subscribe(afterGesture(draw));
}
