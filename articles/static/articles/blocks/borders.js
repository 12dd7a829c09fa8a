/**
 * The borders of a block as hands take hold of them: the one before it and the one after it. The keyboard has keys of its own
 * for this.
 */

import { h } from "../../newsdesk/js/dom.js";
import { createBorderDrag, edgeOf, stand } from "./border_drag.js";

export function createBorders({ place, root, text, state, drawing, cursor, doing }) {
  const drag = createBorderDrag({ place, root, text, state, drawing, cursor, doing, arrange });
  const handles = ["start", "end"].map((edge) => h("span", { class: "border-handle", "data-edge": edge, hidden: true, onpointerdown: drag.take }));
  let hovered = null;
  place.append(...handles);

  /** Whose borders have handles: the block under the mouse, else that of the text cursor. */
  function shownIndex() {
    return hovered !== null && state.blocks[hovered] ? hovered : cursor.index;
  }

  function arrange() {
    if (drag.isOn) return;
    const index = shownIndex();
    const frame = place.getBoundingClientRect();
    for (const handle of handles) {
      const { edge } = handle.dataset;
      const border = edge === "start" ? index - 1 : index;
      handle.hidden = !state.blocks[border] || !state.blocks[border + 1];
      if (handle.hidden) continue;
      handle.dataset.border = String(border);
      const node = drawing.nodeOf(index);
      stand(handle, edgeOf(node, edge === "start" ? 0 : node.data.length - 1, edge === "start"), frame);
    }
  }

  root.addEventListener("pointermove", ({ target, pointerType }) => {
    const row = pointerType === "mouse" ? target.closest("[data-block]") : null;
    const index = row ? Number(row.dataset.index) : null;
    if (index === hovered || drag.isOn) return;
    hovered = index;
    arrange();
  });
  cursor.subscribe(() => {
    hovered = null;
    arrange();
  });
  state.subscribe(() => queueMicrotask(arrange));
  new ResizeObserver(arrange).observe(root);
  document.fonts?.ready.then(arrange);
}
