/** The keys and the typing in the field of the source. */

import { isForInputMethod } from "../../../newsdesk/js/input_method.js";

const WAIT = 150;

/** @param {{look: () => void, isAnswered: () => boolean, sayNone: () => void, leave: () => void}} options leave: back to the article */
export function createSourceTyping({ input, list, fresh, look, isAnswered, sayNone, leave }) {
  let eager = ""; // Enter was pressed before the answer came: to "take" what is found, or to "add" a new one
  let timer = 0;

  function type() {
    list.begin(-1);
    if (fresh.isLate()) fresh.forget();
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
    list.show();
  }

  function press(event) {
    if (isForInputMethod(event)) return;
    eager = "";
    const command = event.ctrlKey || event.metaKey;
    const ofDigit = !input.value && !command && /^(?:Digit|Numpad)[1-9]$/.test(event.code) && list.ofDigit(Number(event.code.at(-1)));
    if (event.key === "Enter") enter(command);
    else if (command || event.altKey || event.shiftKey) return;
    else if (ofDigit) ofDigit.take();
    else if (event.code === "ArrowDown" || event.code === "ArrowUp") list.step(event.code === "ArrowDown");
    else if (event.code === "Escape") escape();
    else return;
    event.preventDefault();
  }

  function enter(command) {
    const reached = list.reached();
    if (command && (input.value.trim() || isAnswered())) fresh.create();
    else if (command) wait("add");
    else if (reached) reached.take();
    else if (input.value.trim() && isAnswered()) sayNone();
    else wait("take");
  }

  function wait(what) {
    eager = what;
    look();
  }

  function escape() {
    if (!input.value) return leave();
    input.value = "";
    type();
  }

  input.addEventListener("input", type);
  input.addEventListener("keydown", press);

  return {
    /** What somebody waits for the answer for, "" for nothing: told once. */
    wasEager() {
      const was = eager;
      eager = "";
      return was;
    },
  };
}
