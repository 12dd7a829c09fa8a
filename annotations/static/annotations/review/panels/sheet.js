/**
 * The panel as a sheet at the foot of a narrow window, pulled or pressed to three heights, and the sign that there is more
 * of it than fits, in any window.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";

const HEIGHTS = ["low", "half", "full"];
/** Of the window's height, where each height lies; the nearest one is taken when a pull ends. */
const SHARES = { low: 0.12, half: 0.45, full: 0.88 };
const STILL = 6;

export function createSheet(place) {
  let pull = null;
  const end = h("div", { class: "panel-end", "aria-hidden": "true" });
  const handle = h("button", {
    type: "button",
    class: "sheet-handle",
    "data-key": "sheet",
    "aria-label": gettext("Panel: more or less of it"),
    onpointerdown: (event) => {
      pull = { from: event.clientY, height: place.offsetHeight, moved: false };
      handle.setPointerCapture(event.pointerId);
    },
    onpointermove: ({ clientY }) => {
      if (!pull || (!pull.moved && Math.abs(clientY - pull.from) < STILL)) return;
      pull.moved = true;
      place.style.blockSize = place.style.maxBlockSize = `${pull.height + pull.from - clientY}px`;
    },
    onpointerup: letGo,
    onpointercancel: letGo,
    onclick: () => {
      if (pull?.moved) pull = null;
      else set(place.dataset.sheet === "half" ? "full" : "half");
    },
    onkeydown: (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      set(HEIGHTS[HEIGHTS.indexOf(place.dataset.sheet) + by] ?? place.dataset.sheet);
    },
  });

  function letGo() {
    if (!pull?.moved) return;
    const share = place.offsetHeight / innerHeight;
    place.style.blockSize = place.style.maxBlockSize = "";
    set(HEIGHTS.reduce((best, one) => (Math.abs(SHARES[one] - share) < Math.abs(SHARES[best] - share) ? one : best)));
  }

  function set(height) {
    place.dataset.sheet = height;
    handle.setAttribute("aria-expanded", String(height !== "low"));
  }

  set("half");
  new IntersectionObserver(([{ isIntersecting }]) => place.toggleAttribute("data-more", !isIntersecting)).observe(end);

  return {
    handle,
    end,
    set,
    /** Whether it lies over the article; in a wide window it stands beside it. */
    isOpen: () => !place.hidden && getComputedStyle(place).position === "fixed",
  };
}
