/** The source of the registry to which an annotation points, found by any part of its names. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { bdi, h } from "./dom.js";

const WAIT = 200;

export function sourceField({ annotation, state, api, store, choose }) {
  const chosen = annotation.state.source;
  if (chosen !== null) {
    return h(
      "div",
      { class: "field" },
      h("h3", { class: "field-title" }, gettext("Source in the registry")),
      h(
        "p",
        { class: "part" },
        bdi(state.sources[chosen]?.name ?? `#${chosen}`),
        h("button", { type: "button", class: "button button-plain button-small", "data-key": "source-clear", onclick: () => choose(null) }, gettext("Remove")),
      ),
    );
  }
  const results = h("ul", { class: "parts", "aria-live": "polite" });
  const input = h("input", {
    id: "annotation-source",
    "data-key": "source",
    type: "search",
    autocomplete: "off",
    dir: "auto",
    placeholder: gettext("Part of a name"),
    oninput: () => look(input, results, { api, store, choose }),
  });
  return h("div", { class: "field" }, h("label", { for: "annotation-source" }, gettext("Source in the registry")), input, results);
}

async function look(input, results, { api, store, choose }) {
  const words = input.value;
  await new Promise((resolve) => setTimeout(resolve, WAIT));
  if (words !== input.value) return;
  if (!words.trim()) return void results.replaceChildren();
  let found;
  try {
    found = await api.findSources(words);
  } catch {
    return void results.replaceChildren(h("li", { class: "help" }, gettext("The registry cannot be reached now.")));
  }
  if (words !== input.value) return;
  if (!found.length) return void results.replaceChildren(h("li", { class: "help" }, gettext("No such source in the registry.")));
  results.replaceChildren(
    ...found.map((source) => {
      const name = nameOfSource(source);
      const take = () => {
        store.send({ type: "sources", sources: { [source.id]: { name } } });
        choose(source.id);
      };
      return h("li", {}, h("button", { type: "button", class: "link-button", onclick: take }, bdi(name)));
    }),
  );
}

function nameOfSource({ name_ar: ar, name_en: en }) {
  return document.documentElement.lang === "en" ? en || ar : ar || en;
}
