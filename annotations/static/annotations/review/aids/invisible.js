/**
 * What is in the text and not to be seen: direction marks, joiners, spaces that do not break, soft hyphens. Each is shown by
 * a sign above its place, in a layer of its own, so that the text stays one node and as wide as it is; and all are listed
 * below the article. Signs are made for the blocks in view alone.
 */

import { bdi, button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";

const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Cc}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f]|(?! )\p{Zs}/gu;
const NAMES = {
  "\t": ["TAB", () => gettext("Tab")],
  "\u00a0": ["NBSP", () => gettext("No-break space")],
  "\u00ad": ["SHY", () => gettext("Soft hyphen")],
  "\u061c": ["ALM", () => gettext("Arabic letter mark")],
  "\u200b": ["ZWSP", () => gettext("Zero-width space")],
  "\u200c": ["ZWNJ", () => gettext("Zero-width non-joiner")],
  "\u200d": ["ZWJ", () => gettext("Zero-width joiner")],
  "\u200e": ["LRM", () => gettext("Left-to-right mark")],
  "\u200f": ["RLM", () => gettext("Right-to-left mark")],
  "\u202a": ["LRE", () => gettext("Left-to-right embedding")],
  "\u202b": ["RLE", () => gettext("Right-to-left embedding")],
  "\u202c": ["PDF", () => gettext("End of embedding or override")],
  "\u202d": ["LRO", () => gettext("Left-to-right override")],
  "\u202e": ["RLO", () => gettext("Right-to-left override")],
  "\u202f": ["NNBSP", () => gettext("Narrow no-break space")],
  "\u2060": ["WJ", () => gettext("Word joiner")],
  "\u2066": ["LRI", () => gettext("Left-to-right isolate")],
  "\u2067": ["RLI", () => gettext("Right-to-left isolate")],
  "\u2068": ["FSI", () => gettext("First-strong isolate")],
  "\u2069": ["PDI", () => gettext("End of isolate")],
  "\ufeff": ["BOM", () => gettext("Byte order mark")],
};
const AROUND = 14;
const MOST_LISTED = 200;
/** So much more than the window is drawn, that scrolling a little draws nothing. */
const BEYOND = 600;

export function createInvisible({ place, list, manuscript, selecting }) {
  const marks = manuscript.blocks.map(marksOf);
  const all = marks.flat();
  let isOn = false;
  let asked = 0;

  function draw() {
    asked = 0;
    if (!isOn) return;
    const frame = place.getBoundingClientRect();
    const [from, to] = manuscript.offsetsBetween(-BEYOND, innerHeight + BEYOND);
    const seen = manuscript.blocks.filter(({ start, end }) => start < to && end > from);
    const placed = seen.flatMap(({ index }) => marks[index]).map((mark) => [mark, rectangleOf(mark)]);
    place.replaceChildren(...placed.filter(([, there]) => there).map(([mark, there]) => signAt(mark, there, frame)));
  }

  function later() {
    asked ||= requestAnimationFrame(draw);
  }

  function show() {
    isOn = true;
    place.hidden = list.hidden = false;
    list.replaceChildren(...listed());
    draw();
    addEventListener("scroll", later, { passive: true });
    shapes.observe(manuscript.root);
  }

  function hide() {
    isOn = false;
    place.hidden = list.hidden = true;
    place.replaceChildren();
    removeEventListener("scroll", later);
    shapes.disconnect();
  }

  function listed() {
    const found = interpolate(ngettext("%(n)s invisible mark", "%(n)s invisible marks", all.length), { n: all.length });
    const heading = h("h2", {}, all.length ? found : gettext("There are no invisible marks in this article."));
    const rest = all.length - MOST_LISTED;
    return [
      heading,
      all.length > 0 && h("ol", { class: "invisible-places" }, all.slice(0, MOST_LISTED).map(lineOf)),
      rest > 0 && h("p", {}, interpolate(ngettext("and %(n)s more", "and %(n)s more", rest), { n: rest })),
    ].filter(Boolean);
  }

  function lineOf(mark) {
    const { block, unit, name, code } = mark;
    const around = [block.text.slice(Math.max(0, unit - AROUND), unit), block.text.slice(unit + mark.length, unit + mark.length + AROUND)];
    const [before, after] = around.map((text) => text.replace(/\p{Zs}/gu, " ").replace(INVISIBLE, ""));
    return h(
      "li",
      {},
      button([h("code", {}, code), ` ${name()}`], () => goTo(mark)),
      " ",
      bdi(`${before}·${after}`),
    );
  }

  function goTo({ block, unit }) {
    manuscript.root.focus({ preventScroll: true });
    const offset = manuscript.offsetIn(block, unit);
    selecting.to(offset, false);
    manuscript.bring(offset, offset + 1);
  }

  const shapes = new ResizeObserver(later);
  return {
    /** Show or hide them; tells whether they are shown now. */
    toggle() {
      if (isOn) hide();
      else show();
      return isOn;
    },
  };
}

/** `{block, unit, length, code, name}` for each, in UTF-16 units. */
function marksOf(block) {
  return [...block.text.matchAll(INVISIBLE)].map(({ 0: letter, index }) => {
    const point = `U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const [code, name] = NAMES[letter] ?? [point, () => gettext("Invisible character")];
    return { block, unit: index, length: letter.length, code, name };
  });
}

const measure = document.createRange();
function rectangleOf({ block, unit, length }) {
  measure.setStart(block.node, unit);
  measure.setEnd(block.node, unit + length);
  return measure.getClientRects()[0] ?? null;
}

function signAt({ code, name }, { left, right, top }, frame) {
  const sign = h("span", { class: "invisible-sign", title: `${code}: ${name()}` }, code);
  sign.style.left = `${(left + right) / 2 - frame.left}px`;
  sign.style.top = `${top - frame.top}px`;
  return sign;
}
