/** The offer to keep the marked words as one more name of the source that they name. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";

/** @param {{taken: () => void}} options among others, what is called once the registry has the name */
export function createSourceAlias({ store, api, taken }) {
  let offered = null; // `{id, name}`
  let trouble = "";

  function draw() {
    if (!offered) return "";
    return h(
      "div",
      { class: "source-alias" },
      h("p", { class: "help" }, gettext("The marked words are no name of this source yet.")),
      field(),
      button(gettext("Remember as a name"), remember, { look: "quiet", key: "alias-add", hotkey: "Y" }),
      trouble && h("p", { class: "source-trouble", role: "alert" }, trouble),
    );
  }

  function field() {
    const name = h("input", { class: "control", "data-key": "alias", dir: "auto", maxlength: 200, value: offered.name, "aria-label": gettext("Another name of the source") });
    name.addEventListener("input", () => (offered = { ...offered, name: name.value }));
    name.addEventListener("keydown", (event) => event.key === "Enter" && !isForInputMethod(event) && (event.preventDefault(), remember()));
    return name;
  }

  async function remember() {
    if (!offered?.name.trim()) return;
    const { id, name } = offered;
    try {
      const source = await api.addAlias(id, { name });
      offer(null);
      taken();
      store.send({ type: "sources", sources: { [id]: source }, now: { message: gettext("The name is remembered.") } });
    } catch (error) {
      trouble = error.problem?.title ?? gettext("The registry cannot be reached now.");
      store.send({ type: "sources", sources: {} });
    }
  }

  /** @param {{id: number, name: string}|null} what nothing takes the offer back */
  function offer(what) {
    offered = what;
    trouble = "";
  }

  return { draw, offer, remember, isOpen: () => Boolean(offered) };
}
