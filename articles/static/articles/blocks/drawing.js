/** The text with its blocks. Each block is one text node of the revision's own letters: nothing is ever read back from the page. */

import { h } from "../../newsdesk/js/dom.js";
import { gettext } from "../../newsdesk/js/i18n.js";

export function createDrawing({ root, text, kinds, state }) {
  const rows = new Map();
  let drawn = [];

  function draw() {
    const { blocks } = state;
    const wanted = blocks.map((block) => rows.get(nameOf(block)) ?? made(block));
    const gone = new Set(drawn);
    for (const row of wanted) gone.delete(row);
    for (const row of gone) {
      rows.delete(row.dataset.block);
      row.remove();
    }
    let next = root.firstChild;
    wanted.forEach((row, index) => {
      dress(row, blocks[index], index);
      if (row === next) next = next.nextSibling;
      else root.insertBefore(row, next);
    });
    drawn = wanted;
  }

  function made(block) {
    const row = h("div", { class: "block-row", "data-block": nameOf(block) }, h("p", { class: "block-text", dir: block.direction ?? "auto" }, text.slice(block.start, block.end)));
    rows.set(row.dataset.block, row);
    return row;
  }

  /** Kind and doubt, which change while the words stay. */
  function dress(row, { kind, flagged, start }, index) {
    const name = kinds.get(kind) ?? kind;
    put(row.dataset, "kind", kind);
    put(row.dataset, "start", String(start));
    put(row.dataset, "index", String(index));
    put(row.dataset, "name", flagged ? `${name} · ${gettext("To check")}` : name);
    row.toggleAttribute("data-flagged", flagged);
  }

  return {
    draw,
    rowOf: (index) => drawn[index],
    nodeOf: (index) => drawn[index].firstChild.firstChild,

    /** Draw all anew, letter by letter: something else than us has changed the page. */
    mend() {
      root.replaceChildren();
      rows.clear();
      drawn = [];
      draw();
    },
  };
}

function nameOf({ start, end }) {
  return `${start}-${end}`;
}

function put(dataset, name, value) {
  if (dataset[name] !== value) dataset[name] = value;
}
