/**
 * Buttons that copy what a field holds: `<button type="button" data-copies="ID OF THE FIELD" hidden>`, shown once they work. What
 * came of it is said in the button's place, and to whoever does not see it.
 */

import { h } from "./dom.js";
import { gettext } from "./i18n.js";

export function startCopying() {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const told = h("span", { role: "status" });
    button.after(told);
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copies);
      told.textContent = (await copied(field)) ? gettext("Copied") : gettext("The browser does not let it be copied: choose it and press Ctrl C.");
    });
    button.hidden = false;
  }
}

/** Whether the clipboard has it. Browsers lend theirs to https and localhost alone; elsewhere the old way has to do. */
async function copied(field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
