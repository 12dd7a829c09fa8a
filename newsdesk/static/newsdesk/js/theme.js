/** Changes the theme where one stands; without this module the same form reloads the page. */

import { postForm } from "./server.js";

export function startThemeMenu() {
  for (const form of document.querySelectorAll("form[data-theme-choice]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(form, event.submitter);
      // Without a network the theme holds until a reload.
      postForm(form, event.submitter);
    });
  }
}

function show(form, chosen) {
  document.documentElement.dataset.theme = chosen.value;
  const contrast = document.querySelector("link[data-contrast]");
  contrast.media = chosen.value.endsWith("-contrast") ? "all" : "(prefers-contrast: more)";
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
}
