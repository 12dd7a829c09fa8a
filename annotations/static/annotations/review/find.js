/**
 * Finding words in the article as a reader would: whatever the tashkeel, tatweel or hamza. Places are painted over the
 * original letters; leaving the field chooses the words found, so that they can be annotated at once.
 */

import { gettext, interpolate } from "../../newsdesk/js/i18n.js";
import { h } from "./dom.js";
import { foldWithMap, searchFolded } from "./fold.js";

/** Longer selections are not taken over as what to look for. */
const LONGEST = 60;
const EDGE = 120;
/** Under the marks of annotations, which stay legible, but for the place at hand. */
const PRIORITY = { found: -1, "found-now": 4 };

export function createFind({ place, store, manuscript, selecting }) {
  const { blocks } = manuscript;
  const maps = [];
  let found = [];
  let current = -1;

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
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      if (event.key === "Escape") close();
      else step(event.shiftKey ? -1 : 1);
    },
  });
  const count = h("span", { class: "find-count", role: "status" });
  const button = (key, text, sign, act) =>
    h("button", { type: "button", class: "button button-plain button-small find-step", "data-key": key, "aria-label": text, title: text, onclick: act }, sign);
  const steps = [
    button("find-before", gettext("The place before"), "↑", () => step(-1)),
    button("find-after", gettext("The next place"), "↓", () => step(1)),
  ];
  place.append(
    field,
    count,
    ...steps,
    button("find-close", gettext("Close: the words found are chosen"), "✕", () => close()),
  );

  function open() {
    const chosen = store.state.selection?.[0];
    const words = chosen ? manuscript.quote(chosen.start, chosen.end) : "";
    if (words && words.length <= LONGEST) field.value = words;
    place.hidden = false;
    field.focus();
    field.select();
    look();
  }

  function look() {
    const from = current >= 0 ? found[current].start : (selecting.cursor ?? manuscript.offsetsBetween(EDGE, innerHeight)[0]);
    found = field.value.trim() ? blocks.flatMap(placesIn) : [];
    const after = found.findIndex(({ start }) => start >= from);
    current = found.length ? Math.max(0, after) : -1;
    paint("found", found);
    show();
  }

  /** In code points. A block is folded once, when it is first searched. */
  function placesIn(block) {
    maps[block.index] ??= foldWithMap(block.text);
    return searchFolded(maps[block.index], block.text, field.value).map(([start, end]) => ({
      start: manuscript.offsetIn(block, start),
      end: manuscript.offsetIn(block, end),
    }));
  }

  function step(by) {
    if (!found.length) return;
    current = (current + by + found.length) % found.length;
    show();
  }

  function show() {
    paint("found-now", found.slice(current, current + 1).filter(() => current >= 0));
    for (const one of steps) one.disabled = !found.length;
    count.textContent = told();
    const words = current >= 0 && manuscript.rectangleOf(found[current].start, found[current].end);
    if (words && (words.top < EDGE || words.bottom > innerHeight - EDGE)) scrollBy(0, words.top - innerHeight / 2);
  }

  function told() {
    if (!field.value.trim()) return "";
    if (!found.length) return gettext("Nowhere in the article");
    return interpolate(gettext("%(n)s of %(all)s"), { n: current + 1, all: found.length });
  }

  function close() {
    const words = found[current];
    place.hidden = true;
    found = [];
    current = -1;
    paint("found", []);
    paint("found-now", []);
    manuscript.root.focus({ preventScroll: true });
    if (!words) return;
    selecting.to(words.start, false);
    selecting.to(words.end, true);
  }

  function paint(name, spans) {
    if (!globalThis.Highlight) return;
    if (!spans.length) return void CSS.highlights.delete(name);
    const ranges = spans.flatMap(({ start, end }) => manuscript.rangesOf(start, end)).map((range) => new StaticRange(range));
    const highlight = new Highlight(...ranges);
    highlight.priority = PRIORITY[name];
    CSS.highlights.set(name, highlight);
  }

  return { open };
}
