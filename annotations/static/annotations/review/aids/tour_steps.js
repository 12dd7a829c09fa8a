/** The steps of the guided first use: what each says, and how the page tells that it is done. */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { IS_MAC } from "../../../newsdesk/js/shortcuts.js";
import { nameOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";

/**
 * The step that follows from what is done: after the furthest that is, or back to where it can be done again once what a
 * step works on is gone.
 * @param {Step[]} steps
 * @param {number} current
 * @param {object} state of the page now
 * @param {object} begun as the current step found it
 * @returns {number}
 *
 * @typedef {object} Step
 * @property {string} key
 * @property {string} target the part of the page that is pointed at
 * @property {string} title
 * @property {string} text
 * @property {(state: object, begun: object) => boolean} [isDone] none: only its button leads on
 * @property {boolean} [isInTurn] `isDone` means something only while the step is shown
 * @property {(state: object) => boolean} [has] whether there is what the step works on
 */
export function stepAfter(steps, current, state, begun) {
  const done = steps.findLastIndex(({ isDone, isInTurn }, place) => place >= current && (place === current || !isInTurn) && isDone?.(state, begun));
  if (done >= 0) return done + 1;
  const lacks = ({ has }, then) => Boolean(has) && !has(then);
  let to = current;
  if (lacks(steps[current], begun)) return current;
  while (lacks(steps[to], state)) to -= 1;
  return to;
}

/** Fingers hold and pull where a mouse drags and a keyboard has keys. */
const isTouch = () => matchMedia("(pointer: coarse)").matches;

/** The steps that make sense under a codebook, with its own names and keys. */
export function stepsFor(codebook) {
  const simple = codebook.annotations.find(({ roles }) => roles.length === 1);
  const framed = codebook.annotations.find(({ roles }) => roles.length > 1);
  return [
    {
      key: "welcome",
      target: "bar",
      title: gettext("A first look, in five minutes"),
      text: interpolate(gettext("You will make one annotation of each of these kinds: %(names)s. All of it can be undone at the end."), {
        names: [simple, framed].filter(Boolean).map(nameOf).join(gettext(", ")),
      }),
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
  const isAtHand = (state) => activeOf(state)?.state.kind === kind.key;
  return [
    {
      key: "choose",
      target: "text",
      title: gettext("Choose words"),
      text: interpolate(
        isTouch()
          ? gettext("Find words for a “%(name)s”. Hold one of them with a finger, then pull the handles over the rest. Whole words are taken.")
          : gettext("Find words for a “%(name)s”. Drag over them, which takes whole words; or click, then extend word by word with %(keys)s and the arrow keys."),
        { ...named, keys: IS_MAC ? "⌥ ⇧" : "Ctrl Shift" },
      ),
      isDone: (state) => Boolean(state.selection?.length),
    },
    {
      key: "kind",
      target: "text",
      title: gettext("Say what they are"),
      text: interpolate(wordsOfKind(kind), named),
      isDone: isAtHand,
      has: ({ selection }) => Boolean(selection?.length),
    },
    {
      key: "label",
      target: "panel",
      title: gettext("Choose a label"),
      text: wordsOfLabel(kind),
      isDone: (state) => isAtHand(state) && Boolean(activeOf(state).state.label),
      has: isAtHand,
    },
  ];
}

function stepsOfFramed(kind) {
  const named = { name: nameOf(kind), key: kind.hotkey };
  const isAtHand = (state) => activeOf(state)?.state.kind === kind.key;
  return [
    {
      key: "frame",
      target: "text",
      title: interpolate(gettext("Now: %(name)s"), named),
      text: interpolate(wordsOfFrame(kind), named),
      isDone: (state, begun) => state.active !== begun.active && isAtHand(state),
    },
    {
      key: "parts",
      target: "text",
      title: gettext("Part by part"),
      text: interpolate(gettext("Choose the words of each part, in any order: %(parts)s."), { parts: kind.roles.slice(0, 3).map(nameOf).join(gettext(", ")) }),
      isDone: (state) => isAtHand(state) && new Set(activeOf(state).state.anchors.map(({ role }) => role)).size > 1,
      has: isAtHand,
    },
    {
      key: "finish",
      target: "panel",
      title: gettext("Finish it"),
      text: isTouch()
        ? gettext("Choose its label, then press “Done”. It can be opened again by a tap on its words or on its card.")
        : gettext("Choose its label, then press Enter. It can be opened again by a click on its words or on its card."),
      isDone: (state) => !state.active,
      isInTurn: true,
    },
  ];
}

// A codebook need not give keys to its kinds and labels.

function wordsOfKind({ hotkey }) {
  if (isTouch()) return gettext("Press “%(name)s” in the bar below.");
  return hotkey ? gettext("Press %(key)s, or “%(name)s” in the small bar beside the words.") : gettext("Press “%(name)s” in the small bar beside the words.");
}

function wordsOfLabel({ labels }) {
  if (isTouch()) return gettext("In the list below. What the codebook can tell by itself is filled in.");
  return labels.some(({ hotkey }) => hotkey)
    ? gettext("By the key written beside it, or in the list beside the article. What the codebook can tell by itself is filled in.")
    : gettext("In the list beside the article. What the codebook can tell by itself is filled in.");
}

function wordsOfFrame({ hotkey }) {
  if (isTouch()) return gettext("Find one in the article. Choose words of it and press below which part they are; the page says which comes next.");
  return hotkey
    ? gettext("Find one in the article. Press %(key)s to begin, or choose words first; the page says which part the next words will be.")
    : gettext("Find one in the article. Choose words of it and press beside them which part they are; the page says which comes next.");
}
