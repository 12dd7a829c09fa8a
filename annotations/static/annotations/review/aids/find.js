/**
 * Finding words in the article as a reader would: whatever the tashkeel, tatweel or hamza. Places are painted over the
 * original letters; leaving the field chooses the words found, so that they can be annotated at once.
 */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { foldWithMap, searchFolded } from "../text/fold.js";
import { canHighlight, light } from "../text/highlighting.js";

/** Longer selections are not taken over as what to look for. */
const LONGEST = 60;
const EDGE = 120;
const BEYOND = 600;
/** So many milliseconds of folding at a time. */
const A_WHILE = 12;
/** Under the marks of annotations, which stay legible, but for the place at hand. */
const PRIORITY = { found: -1, "found-now": 4 };

export function createFind({ place, store, manuscript, selecting }) {
  const { blocks } = manuscript;
  const folded = createFolded(blocks);
  const showPlaces = canHighlight() ? paintPlaces : boxesIn(manuscript.root);
  let found = [];
  let current = -1;
  let asked = 0;

  const { field, count, steps } = findBar(place, { look, step, close });

  function open() {
    const chosen = store.state.selection?.[0];
    const words = chosen ? manuscript.quote(chosen.start, chosen.end) : "";
    if (words && words.length <= LONGEST) field.value = words;
    place.hidden = false;
    field.focus();
    field.select();
    addEventListener("scroll", later, { passive: true });
    if (field.value) look();
    folded.ahead(() => !place.hidden);
  }

  function look() {
    const from = current >= 0 ? startOf(found[current]) : (selecting.cursor ?? manuscript.offsetsBetween(EDGE, innerHeight)[0]);
    const words = field.value.trim();
    found = words ? blocks.flatMap((block) => searchFolded(folded.mapOf(block), block.text, words).map(([start, end]) => ({ block, start, end }))) : [];
    current = found.length ? Math.max(0, found.findIndex((one) => one.block.end > from && startOf(one) >= from)) : -1;
    show();
  }

  function startOf({ block, start }) {
    return manuscript.offsetIn(block, start);
  }

  function endOf({ block, end }) {
    return manuscript.offsetIn(block, end);
  }

  function step(by) {
    if (!found.length) return;
    current = (current + by + found.length) % found.length;
    show();
  }

  function show() {
    const now = found[current];
    for (const one of steps) one.disabled = !now;
    count.textContent = field.value.trim() ? countInWords(found.length, current) : "";
    if (now) manuscript.bring(startOf(now), endOf(now));
    paint();
  }

  function later() {
    asked ||= requestAnimationFrame(paint);
  }

  function close() {
    const now = found[current];
    place.hidden = true;
    found = [];
    current = -1;
    count.textContent = "";
    removeEventListener("scroll", later);
    paint();
    manuscript.root.focus({ preventScroll: true });
    if (!now) return;
    selecting.to(startOf(now), false);
    selecting.to(endOf(now), true);
  }

  /** Only what is in view: one letter may stand in thousands of places. */
  function paint() {
    asked = 0;
    const [from, to] = found.length ? manuscript.offsetsBetween(-BEYOND, innerHeight + BEYOND) : [0, 0];
    const near = found.filter(({ block }) => block.start < to && block.end > from);
    showPlaces(near, found[current]);
  }

  return { open };
}

function createFolded(blocks) {
  const maps = [];

  function mapOf({ index, text }) {
    maps[index] ??= foldWithMap(text);
    return maps[index];
  }

  /** Blocks are folded a few at a time while nothing else is to be done, so that the first letter typed need not wait. */
  function ahead(isWanted, from = 0) {
    const until = performance.now() + A_WHILE;
    let index = from;
    while (index < blocks.length && performance.now() < until) mapOf(blocks[index++]);
    if (index < blocks.length && isWanted()) setTimeout(ahead, 0, isWanted, index);
  }

  return { mapOf, ahead };
}

function countInWords(all, current) {
  return all ? interpolate(gettext("%(n)s of %(all)s"), { n: current + 1, all }) : gettext("Nowhere in the article");
}

/** The field, how many places there are, and the buttons. */
function findBar(place, { look, step, close }) {
  const field = h("input", {
    type: "search",
    class: "input find-field",
    dir: "auto",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": gettext("Find in the article"),
    placeholder: gettext("Find in the article"),
    oninput: () => look(),
    onkeydown: (event) => {
      if (isForInputMethod(event) || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      if (event.key === "Escape") close();
      else step(event.shiftKey ? -1 : 1);
    },
  });
  const count = h("span", { class: "find-count", role: "status" });
  const steps = [
    findButton("find-before", gettext("The place before"), "↑", () => step(-1)),
    findButton("find-after", gettext("The next place"), "↓", () => step(1)),
  ];
  place.append(field, count, ...steps, findButton("find-close", gettext("Close: the words found are chosen"), "✕", () => close()));
  return { field, count, steps };
}

function findButton(key, text, sign, act) {
  return button(sign, act, { key, "aria-label": text, title: text });
}

/** For a browser that cannot paint them. */
function boxesIn(root) {
  let boxes = null;
  return async (places, now) => {
    boxes ??= import("./found_boxes.js").then(({ createFoundBoxes }) => createFoundBoxes(root));
    (await boxes).show(places, now);
  };
}

function paintPlaces(places, now) {
  highlight("found", places);
  highlight("found-now", now ? [now] : []);
}

function highlight(name, places) {
  const ranges = places.map(({ block: { node }, start, end }) => ({ startContainer: node, startOffset: start, endContainer: node, endOffset: end }));
  light(name, ranges, PRIORITY[name]);
}
