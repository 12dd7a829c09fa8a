/** The part of the window in which the article is seen: between what sticks at its top and what lies at its foot. */

const TOP = ["bar", "tour"];
const FOOT = ["flow", "panel", "picker"];

/** @returns {{top: number, bottom: number}} heights in the window */
export function sight() {
  return {
    top: Math.max(0, ...TOP.map(pinned).map(({ bottom }) => bottom)),
    bottom: Math.min(innerHeight, ...FOOT.map(pinned).map(({ top }) => top)),
  };
}

/** Where a part of the page is that stays where it is while the article is scrolled; nowhere if it goes with it. */
function pinned(name) {
  const element = document.querySelector(`[data-review="${name}"]`);
  const { display, position } = getComputedStyle(element);
  const isPinned = display !== "none" && ["sticky", "fixed"].includes(position);
  return isPinned ? element.getBoundingClientRect() : { top: Infinity, bottom: -Infinity };
}
