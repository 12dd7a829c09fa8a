/** Puts each card of the margin at its line, or where its neighbours leave room. */

import { layOut } from "../painting/rail_layout.js";
import { railMore } from "./rail_more.js";
import { startOf } from "./rail_positions.js";

/** @param {{place: HTMLElement, manuscript: object, isMargin: () => boolean, arranged: () => void}} options */
export function createRailArranging({ place, manuscript, isMargin, arranged }) {
  const heights = new WeakMap();
  const opened = new Set();
  let lines = new Map();
  let groups = [];

  /** @param {Map<string, {annotation: object, isActive: boolean, element: HTMLElement}>} made by the annotations' ids */
  function arrange(made) {
    for (const group of groups) group.remove();
    groups = [];
    const cards = [...made.values()];
    if (!isMargin()) return cards.forEach(({ element }) => free(element));
    const laid = layOut(rowsOf(cards));
    const hidden = new Set(laid.groups.flatMap(({ ids }) => ids));
    for (const { annotation, element } of cards) element.hidden = hidden.has(annotation.id);
    for (const { id, at, isCompact } of laid.placed) {
      const { element } = made.get(id);
      element.toggleAttribute("data-compact", isCompact);
      element.style.insetBlockStart = `${at}px`;
    }
    for (const { ids, at } of laid.groups) addGroup(made, ids, at);
    arranged();
  }

  function rowsOf(cards) {
    for (const { element } of cards) if (!heights.has(element)) free(element);
    const top = place.getBoundingClientRect().top;
    return cards.map(({ annotation, isActive, element }) => {
      if (!heights.has(element)) heights.set(element, element.offsetHeight);
      return { id: annotation.id, wanted: lineOf(startOf(annotation), top), size: heights.get(element), isOpen: isActive, isAskedFor: opened.has(annotation.id) };
    });
  }

  /** How far below the rail's top the line of an offset is, measured once as long as nothing moves. */
  function lineOf(start, top) {
    if (start === Infinity) return 0;
    if (!lines.has(start)) lines.set(start, manuscript.lineOf(start).top - top);
    return lines.get(start);
  }

  /** A button in place of the cards for which there is no room; pressed, it makes room. */
  function addGroup(made, ids, at) {
    const first = made.get(ids[0]).element;
    const group = railMore(ids[0], ids.length, () => {
      for (const id of ids) opened.add(id);
      arrange(made);
      first.querySelector("button").focus();
    });
    group.style.insetBlockStart = `${at}px`;
    first.before(group);
    groups.push(group);
  }

  return { arrange, moved: () => (lines = new Map()) };
}

function free(element) {
  element.hidden = false;
  element.removeAttribute("data-compact");
  element.style.insetBlockStart = "";
}
