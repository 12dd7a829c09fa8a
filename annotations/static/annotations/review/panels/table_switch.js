/** From the text to the table of all annotations and back. It is wanted rarely: its modules come when it is first asked for. */

import { gettext } from "../../../newsdesk/js/i18n.js";

/** @param {{page: HTMLElement, place: HTMLElement, button: HTMLElement}} options page: what bears `data-view` */
export function createTableSwitch({ page, place, button, store, editing, text }) {
  let table = null;
  const isTable = () => page.dataset.view === "table";

  async function toggle() {
    table ??= import("./table.js").then(({ createTable }) => createTable({ place, page, button, store, editing, text }));
    (await table).toggle();
  }

  button.addEventListener("click", toggle);

  return {
    toText: async () => isTable() && toggle(),
    keys: [
      { group: "read", code: "KeyT", text: () => gettext("All annotations in a table, and back"), act: () => void toggle() },
      {
        group: "go",
        code: "Escape",
        text: () => gettext("From the table back to the text"),
        when: ({ active, flow, selection }) => isTable() && !active && !flow && !selection,
        act: () => void toggle(),
      },
    ],
  };
}
