/** Choices that show at once and are kept with the account; without this module their form is sent by its button. */

import { post } from "./server.js";

export function startChoices() {
  for (const form of document.querySelectorAll("form[data-choices]")) {
    form.addEventListener("change", ({ target: { name, value } }) => {
      document.documentElement.dataset[camelCased(name)] = value;
      keep(form, name, value);
    });
  }
}

function keep(form, name, value) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set(name, value);
  // Without a network the choice holds until a reload.
  post(form.action, body);
}

function camelCased(name) {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
