/** A list of keys and what they do, with a field to search in it: what a dialog about the keys of a page shows. */

import { h } from "./dom.js";
import { gettext } from "./i18n.js";

/** @param {() => [string, [string[], string][]][]} listed headings, and under each the keys with what they do: as `shortcuts.listed()` */
export function createKeyList(listed) {
  const list = h("div", { class: "help-columns" });
  const search = h("input", {
    type: "search",
    class: "control",
    autofocus: true,
    "aria-label": gettext("Find a key"),
    placeholder: gettext("Find a key"),
    oninput: draw,
    onkeydown: leave,
  });

  function draw() {
    const found = listed().map(([title, lines]) => [title, lines.filter(([keys, text]) => isAbout(search.value, `${keys.join(" ")} ${text} ${title}`))]);
    list.replaceChildren(...found.filter(([, lines]) => lines.length).map(([title, lines]) => section(title, lines)));
  }

  return {
    search,
    list,

    /** Show all that there is now. */
    begin() {
      search.value = "";
      draw();
    },
  };
}

/** Safari keeps Escape in a search field to itself: a dialog around it would stay. */
function leave(event) {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  event.target.closest("dialog").close();
}

function isAbout(query, words) {
  return words.toLowerCase().includes(query.trim().toLowerCase());
}

function section(title, lines) {
  return h(
    "section",
    { class: "panel-section" },
    h("h3", {}, title),
    h("dl", { class: "keys" }, lines.map(([keys, text]) => h("div", {}, h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, text)))),
  );
}
