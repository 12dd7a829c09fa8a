/** A source that the registry does not have yet: what kind it would be, and what stood in the way of adding it. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { SOURCE_KINDS } from "./source_kinds.js";

const LATE = () => gettext("Only the server can add a source, and it cannot be reached. The name is kept here.");

/** What is typed, else the name within the marked words; nothing where that only describes somebody. */
export function nameOfNew({ input, found }) {
  return found.is_unnamed ? "" : input.value.trim() || found.name;
}

/** @param {{field: object, added: (source: object, id: string) => void, show: () => void, rested: (event: FocusEvent) => void}} options */
export function createNewSource({ field, api, drafts, added, show, rested, say }) {
  let kind = ""; // where somebody chose it
  let trouble = "";
  let isLate = false; // what was to be added waits for the server

  function draw() {
    const name = nameOfNew(field);
    if (!name && !trouble && !field.found.is_unnamed) return h("div", { class: "source-new", hidden: true });
    return h(
      "div",
      { class: "source-new" },
      field.found.is_unnamed && h("p", { class: "help" }, gettext("These words describe a source and name nobody: they get no entry, so that people who have nothing to do with each other are not joined.")),
      name && h("label", {}, gettext("Kind of a new source"), kinds(kind || field.found.kind, { rested, choose: (key) => (kind = key) })),
      trouble && h("p", { class: "source-trouble", role: "alert" }, trouble),
      isLate && button(gettext("Try again"), () => create(), { look: "quiet", key: "source-again" }),
    );
  }

  function redraw() {
    const below = field.place.querySelector(".source-new");
    if (below && !below.contains(document.activeElement)) below.replaceWith(draw());
  }

  /** Add it to the registry. Only the server can: till then it is kept. */
  async function create() {
    const name = nameOfNew(field) || field.input.value.trim();
    const { id } = field;
    if (!name) return say(gettext("Write the name of the new source first."));
    try {
      const source = await api.createSource({ name, kind: kind || field.found.kind });
      drafts.drop(id, "source", name);
      added(source, id);
    } catch (error) {
      if (id === field.id) wait(name, error.problem);
    }
  }

  function wait(name, problem) {
    isLate = !problem;
    trouble = problem?.title ?? LATE();
    field.input.value = name;
    if (isLate) drafts.keep(field.id, "source", name);
    show();
  }

  /** Another annotation, with what was typed for it and waits for the server. */
  function begin() {
    const { id, input } = field;
    input.value = drafts.left().find((draft) => draft.id === id && draft.field === "source")?.value ?? "";
    isLate = Boolean(input.value);
    trouble = isLate ? LATE() : "";
    kind = "";
  }

  function forget() {
    const { id } = field;
    if (isLate) for (const draft of drafts.left()) if (draft.id === id && draft.field === "source") drafts.drop(id, draft.field, draft.value);
    [isLate, trouble, kind] = [false, "", ""];
  }

  addEventListener("online", () => isLate && create());

  return {
    draw,
    redraw,
    create,
    begin,
    forget,
    isLate: () => isLate,
    hasTrouble: () => Boolean(trouble),
    complain: (words) => (trouble ||= words),
    calm: () => (trouble = isLate ? trouble : ""),
  };
}

function kinds(chosen, { rested, choose }) {
  return h(
    "select",
    { class: "control", "data-key": "source-kind", onblur: rested, onchange: (event) => choose(event.target.value) },
    Object.entries(SOURCE_KINDS).map(([key, text]) => h("option", { value: key, selected: key === chosen }, text())),
  );
}
