/**
 * The guided first use: a few steps under the bar, each done on the page itself and ticked off by doing it. It can be
 * left at any moment and called back from the list of keys.
 */

import { h, redraw } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { nameOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";

/**
 * @param {object} options
 * @param {HTMLElement} options.place where the steps are shown
 * @param {(name: string) => HTMLElement | null} options.part the page's parts, to point at
 * @param {() => void} options.onEnd when it has been ended or left
 */
export function createTour({ place, part, store, editing, onEnd }) {
  const steps = stepsFor(store.state.codebook);
  let current = 0;
  let begun = store.state;
  let undoable = 0;

  /** From the first step; the focus stays where it is unless somebody asked. */
  function begin({ asked = true } = {}) {
    current = 0;
    undoable = store.state.undo.length;
    enter();
    place.hidden = false;
    if (asked) place.querySelector("button").focus();
  }

  function go(by) {
    current += by;
    enter();
  }

  /** What a step waits for is measured against the page as the step found it. */
  function enter() {
    begun = store.state;
    show();
  }

  function end({ undoing = false } = {}) {
    while (undoing && store.state.undo.length > undoable) editing.undo();
    place.hidden = true;
    point(null);
    onEnd();
    part("text").focus({ preventScroll: true });
  }

  function show() {
    const { key, title, text, target } = steps[current];
    point(part(target));
    redraw(place, () => [
      h("p", { class: "tour-count" }, interpolate(gettext("Step %(n)s of %(all)s"), { n: current + 1, all: steps.length })),
      h("h2", { class: "tour-title" }, title),
      h("p", { class: "tour-text", role: "status", "data-step": key }, text),
      h("div", { class: "cluster tour-buttons" }, buttons()),
    ]);
  }

  function buttons() {
    const isLast = current === steps.length - 1;
    const hasTried = store.state.undo.length > undoable;
    return [
      button("next", "button button-small", isLast ? gettext("Begin working") : current ? gettext("Next") : gettext("Show me"), () => (isLast ? end() : go(1))),
      current > 0 && button("back", "button button-quiet button-small", gettext("Back"), () => go(-1)),
      isLast && hasTried && button("undo", "button button-quiet button-small", gettext("Undo what I tried"), () => end({ undoing: true })),
      !isLast && button("end", "button button-plain button-small", gettext("Leave the tour"), () => end()),
    ];
  }

  function button(key, kind, name, onclick) {
    return h("button", { type: "button", class: kind, "data-key": `tour-${key}`, onclick }, name);
  }

  // What is at hand is closed first, as everywhere.
  place.addEventListener("keydown", (event) => {
    const { active, flow, selection } = store.state;
    if (event.key !== "Escape" || active || flow || selection) return;
    event.preventDefault();
    end();
  });

  // What sticks below makes room for it.
  new ResizeObserver(([{ borderBoxSize: [{ blockSize }] }]) => document.documentElement.style.setProperty("--tour", `${blockSize}px`)).observe(place);

  store.subscribe((state) => {
    if (!place.hidden && steps[current].isDone?.(state, begun)) go(1);
  });

  return { begin };
}

/** Fingers hold and pull where a mouse drags and a keyboard has keys. */
const isTouch = () => matchMedia("(pointer: coarse)").matches;

/** The steps that make sense under a codebook, with its own names and keys. */
function stepsFor(codebook) {
  const simple = codebook.annotations.find(({ roles }) => roles.length === 1);
  const framed = codebook.annotations.find(({ roles }) => roles.length > 1);
  return [
    {
      key: "welcome",
      target: "bar",
      title: gettext("A first look, in five minutes"),
      text: gettext("You will mark one thing that is claimed, and one thing that is ascribed to a source. All of it can be undone at the end."),
    },
    ...(simple ? stepsOfSimple(simple) : []),
    ...(framed ? stepsOfFramed(framed) : []),
    {
      key: "saved",
      target: "bar",
      title: gettext("Nothing is lost"),
      text: gettext("Each change is kept in this browser at once and sent as you go; the bar says how it stands. If the network fails, go on working."),
    },
    {
      key: "help",
      target: "bar",
      title: gettext("When you are stuck"),
      text: isTouch()
        ? gettext("Behind … is a table of all annotations, and the list of keys, which brings this tour back. Undo takes back any step, after a reload too.")
        : gettext("? lists all keys, and brings this tour back. T shows all annotations in a table. Undo takes back any step, after a reload too."),
    },
    {
      key: "submit",
      target: "bar",
      title: gettext("Handing in"),
      text: gettext("What is still missing is listed beside the article. When nothing is, hand your reading in. You can take it back and go on."),
    },
  ];
}

function stepsOfSimple(kind) {
  const named = { name: nameOf(kind), key: kind.hotkey };
  return [
    {
      key: "choose",
      target: "text",
      title: gettext("Choose words"),
      text: isTouch()
        ? gettext("Hold a word with a finger, then pull the handles over one statement. Whole words are taken.")
        : gettext("Drag over the words of one statement, or click and extend with Shift and the arrow keys. Whole words are taken."),
      isDone: (state) => Boolean(state.selection?.length),
    },
    {
      key: "kind",
      target: "text",
      title: gettext("Say what they are"),
      text: interpolate(isTouch() ? gettext("Press “%(name)s” in the bar below.") : gettext("Press %(key)s, or “%(name)s” in the small bar beside the words."), named),
      isDone: (state) => activeOf(state)?.state.kind === kind.key,
    },
    {
      key: "label",
      target: "panel",
      title: gettext("Choose a label"),
      text: isTouch()
        ? gettext("In the list below. What the codebook can tell by itself is filled in.")
        : gettext("By its number on the keyboard, or in the list beside the article. What the codebook can tell by itself is filled in."),
      isDone: (state) => Boolean(activeOf(state)?.state.label),
    },
  ];
}

function stepsOfFramed(kind) {
  const named = { name: nameOf(kind), key: kind.hotkey };
  return [
    {
      key: "frame",
      target: "text",
      title: interpolate(gettext("Now: %(name)s"), named),
      text: isTouch()
        ? gettext("Find who says something to whom. Choose words of it and press below which part they are; the page says which comes next.")
        : interpolate(gettext("Find who says something to whom. Press %(key)s to begin, or choose words first; the page says which part the next words will be."), named),
      isDone: (state, begun) => state.active !== begun.active && activeOf(state)?.state.kind === kind.key,
    },
    {
      key: "parts",
      target: "text",
      title: gettext("Part by part"),
      text: interpolate(gettext("Choose the words of each part, in any order: %(parts)s."), { parts: kind.roles.slice(0, 3).map(nameOf).join(gettext(", ")) }),
      isDone: (state) => new Set(activeOf(state)?.state.anchors.map(({ role }) => role)).size > 1,
    },
    {
      key: "finish",
      target: "panel",
      title: gettext("Finish it"),
      text: isTouch()
        ? gettext("Choose its label, then press “Done”. It can be opened again by a tap on its words or on its card.")
        : gettext("Choose its label, then press Enter. It can be opened again by a click on its words or on its card."),
      isDone: (state) => !state.active,
    },
  ];
}

function point(target) {
  for (const pointed of document.querySelectorAll("[data-pointed]")) pointed.removeAttribute("data-pointed");
  target?.toggleAttribute("data-pointed", true);
}
