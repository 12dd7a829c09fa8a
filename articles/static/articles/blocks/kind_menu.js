/** The kinds of block, offered beside the name of one: a click or a key chooses. */

import { h } from "../../newsdesk/js/dom.js";

export function createKindMenu({ menu, root, button, kinds, state, cursor, doing }) {
  let index = 0;
  const choices = [...kinds].map(([kind, name], number) =>
    h("button", { type: "button", class: "menu-item", "data-kind": kind, onclick: () => choose(kind) }, h("span", { class: "kind-swatch" }), h("span", { class: "kind-name" }, name), h("kbd", {}, String(number + 1))),
  );
  menu.append(...choices);

  function open(at, anchor) {
    index = at;
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.kind === state.blocks[index].kind));
    menu.showPopover();
    stand(anchor);
    choices.find((choice) => choice.ariaPressed === "true")?.focus();
  }

  /** Below what it was opened from, or above it where there is no room. */
  function stand({ left, right, top, bottom }) {
    const { width, height } = menu.getBoundingClientRect();
    const isRtl = getComputedStyle(menu).direction === "rtl";
    const x = Math.max(8, Math.min(isRtl ? right - width : left, innerWidth - width - 8));
    const y = bottom + height + 8 < innerHeight ? bottom + 4 : Math.max(8, top - height - 4);
    menu.style.left = `${x}px`;
    menu.style.top = `${y}px`;
  }

  function choose(kind) {
    menu.hidePopover();
    doing.setKind(kind, index);
  }

  menu.addEventListener("keydown", (event) => {
    const place = choices.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    const number = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (step) choices[(place + step + choices.length) % choices.length].focus();
    else if (number && choices[number - 1]) choices[number - 1].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && root.focus({ preventScroll: true }));
  button.addEventListener("click", () => open(cursor.index, button.getBoundingClientRect()));

  root.addEventListener("click", (event) => {
    const row = event.target.closest("[data-block]");
    if (!row || !isOnName(row, event)) return;
    const at = Number(row.dataset.index);
    cursor.put(state.blocks[at].start, at);
    open(at, { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY });
  });
}

/** The name is drawn (`::before`) at the start side of the words, in a narrow window above them: only the row is hit there. */
function isOnName(row, { clientX, clientY }) {
  const { left, right, top } = row.firstChild.getBoundingClientRect();
  return clientY < top || (getComputedStyle(row).direction === "rtl" ? clientX > right : clientX < left);
}
