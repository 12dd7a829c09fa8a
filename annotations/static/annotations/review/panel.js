/** The side panel of the annotation being worked on: kind, label, parts, attributes, source, note, relations. */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { attributeField } from "./attribute_field.js";
import { firstRole, kindOf, paintOf } from "./codebook.js";
import { h, messageOf, nameOf, redraw } from "./dom.js";
import { explanationOf } from "./explaining.js";
import { createLabelPicker } from "./label_picker.js";
import { noteField } from "./note_field.js";
import { activeOf, isWritable, relationsOf } from "./reducer.js";
import { createRelations } from "./relation_field.js";
import { createSheet } from "./sheet.js";

/** What of a field gets the focus: its search or text, else what is chosen, else the first choice. */
const CONTROLS = ["input:not([type=radio], [type=checkbox]), textarea, select", ":checked", "input"];

export function createPanel({ place, store, editing, manuscript, sourceField, shortcuts }) {
  let drawn = null;
  let seen = [];
  let isChanging = false;
  const sheet = createSheet(place);
  const labelPicker = createLabelPicker({ choose: (annotation, label) => editing.label(annotation, label) });
  const relations = createRelations({ store, editing, manuscript, redraw: show });

  function draw(state) {
    const { active, objects, sources, reading } = state;
    if (drawn && drawn.active === active && drawn.objects === objects && drawn.sources === sources && drawn.reading === reading) return;
    const isOther = drawn?.active !== active;
    drawn = state;
    if (isOther && relations.taken(state)) return;
    const annotation = activeOf(state);
    const now = annotation ? [annotation, isWritable(state), sources, ...tied(state, annotation)] : [];
    if (!isOther && now.length === seen.length && now.every((one, index) => one === seen[index])) return;
    seen = now;
    if (isOther) begin();
    place.hidden = !annotation;
    document.documentElement.toggleAttribute("data-working", Boolean(annotation));
    redraw(place, () => (annotation ? contents(state, annotation) : []), () => labelPicker.drawn(place));
  }

  /** Another annotation: from its top, with nothing unfolded. */
  function begin() {
    isChanging = false;
    sheet.set("half");
    place.scrollTop = place.parentElement.scrollTop = 0;
  }

  /** Draw again, and go to a control by its `data-key`. */
  function show(key) {
    const annotation = activeOf(store.state);
    if (!annotation) return;
    redraw(place, () => contents(store.state, annotation), () => labelPicker.drawn(place));
    place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  function contents(state, annotation) {
    const kind = kindOf(state.codebook, annotation.state.kind);
    const writable = isWritable(state);
    const attributes = kind.attributes.map((attribute) =>
      attributeField(attribute, annotation, {
        now: () => store.state.objects.annotation[annotation.id].state.attributes[attribute.key],
        change: (value) => editing.attribute(annotation, attribute.key, value),
        keep: (value, index) => editing.typing(annotation, fieldOf(attribute, index), value),
        kept: (index) => editing.tooLong(annotation, fieldOf(attribute, index)),
        told: told(annotation, `attributes/${attribute.key}`),
      }),
    );
    return [
      sheet.handle,
      heading(kind, writable && annotation),
      summary(annotation),
      aboutKind(state, annotation, kind, writable),
      h(
        "fieldset",
        { class: "panel-body", disabled: !writable },
        h("legend", { class: "visually-hidden" }, nameOf(kind)),
        labelPicker.draw(kind, annotation, told(annotation, "label")),
        parts(kind, annotation),
        sourceField.draw(annotation, state),
        attributes,
        noteField(writable ? editing.tooLong(annotation, "note") ?? annotation.state.note : annotation.state.note, {
          writable,
          change: (note) => editing.note(annotation, note),
          keep: (note) => editing.typing(annotation, "note", note),
          told: told(annotation, "note"),
        }),
      ),
      relations.draw(state, annotation),
      sheet.end,
      h("div", { class: "panel-more", "aria-hidden": "true" }),
    ];
  }

  function heading(kind, removable) {
    return h(
      "header",
      { class: "panel-heading", "data-kind": kind.key, "data-paint": kind.paint },
      h("h2", { id: "panel-title" }, nameOf(kind)),
      removable &&
        h(
          "button",
          { type: "button", class: "button button-plain button-small panel-delete", "data-key": "delete", title: gettext("Delete this annotation"), onclick: () => editing.remove(removable) },
          gettext("Delete"),
          h("kbd", {}, "Del"),
        ),
      h(
        "button",
        { type: "button", class: "button button-plain button-small", "data-key": "close", onclick: () => store.send({ type: "activated", id: null }) },
        gettext("Done"),
        h("kbd", {}, "Enter"),
      ),
    );
  }

  /** What is missing, in a line that leads to it. Each field says for itself what it lacks. */
  function summary({ problems }) {
    if (!problems.length) return null;
    const count = interpolate(ngettext("%(n)s thing is missing", "%(n)s things are missing", problems.length), { n: problems.length });
    return h(
      "div",
      { class: "panel-problems" },
      h("p", {}, count),
      h("button", { type: "button", class: "button button-plain button-small", "data-key": "next-missing", onclick: nextMissing }, gettext("Go there"), h("kbd", {}, "M")),
    );
  }

  /** What is amiss at a place of the annotation, as the problems name it; null where nothing is. */
  function told({ problems }, path) {
    const messages = problems.filter((problem) => problem.path === path).map(messageOf);
    return messages.length ? h("p", { class: "field-problem", id: `problem-${path.replace("/", "-")}` }, messages.join(" ")) : null;
  }

  /** What the kind means, and the way to another one. */
  function aboutKind(state, annotation, kind, writable) {
    const others = state.codebook.annotations.filter((one) => one !== kind);
    return h(
      "div",
      { class: "kind" },
      h(
        "div",
        { class: "cluster" },
        h(
          "button",
          { type: "button", class: "button button-plain button-small", "data-key": "explain", "aria-pressed": String(place.hasAttribute("data-explains")), onclick: explain },
          gettext("Definitions"),
          h("kbd", {}, "D"),
        ),
        writable &&
          others.length > 0 &&
          h(
            "button",
            {
              type: "button",
              class: "button button-plain button-small",
              "data-key": "change-kind",
              "aria-expanded": String(isChanging),
              onclick: toggleChanging,
            },
            gettext("Change the kind"),
            h("kbd", {}, "X"),
          ),
      ),
      explanationOf(kind),
      isChanging && h("ul", { class: "kinds" }, others.map((other) => kindChoice(annotation, other))),
    );
  }

  function kindChoice(annotation, kind) {
    const change = editing.kindChange(annotation, kind.key);
    return h(
      "li",
      { class: "kind-choice", "data-paint": kind.paint },
      h("button", { type: "button", class: "button button-quiet button-small", "data-key": `become-${kind.key}`, onclick: () => become(annotation, kind, change) }, nameOf(kind)),
      explanationOf(kind, { "data-shown": true }),
      h("p", { class: "help" }, leftBehind(change) || gettext("Everything is kept.")),
    );
  }

  function become(annotation, kind, change) {
    isChanging = false;
    editing.changeKind(annotation, kind.key);
    show("change-kind");
    const lost = leftBehind(change);
    const now = interpolate(gettext("Now: %(kind)s."), { kind: nameOf(kind) });
    store.send({ type: "said", message: lost ? `${now} ${lost} ${gettext("Undo brings it back.")}` : now });
  }

  // The bar beside the words lies over the panel: the second of two clicks was meant for what is gone from there.
  let isOurs = false;
  addEventListener("click", (event) => {
    if (event.detail === 1) isOurs = place.contains(event.target);
    if (event.detail < 2 || isOurs || !place.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });

  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isChanging) return;
    event.preventDefault();
    toggleChanging();
  });

  function explain() {
    const on = place.toggleAttribute("data-explains");
    place.querySelector("[data-key=explain]")?.setAttribute("aria-pressed", String(on));
  }

  function toggleChanging() {
    isChanging = !isChanging;
    show("change-kind");
  }

  function parts(kind, annotation) {
    const { anchors } = annotation.state;
    const marked = (role) => anchors.some((anchor) => anchor.role === role.key);
    const unmarked = kind.roles.filter((role) => !marked(role));
    const wanted = unmarked.filter((role) => told(annotation, `roles/${role.key}`));
    return h(
      "div",
      { class: "field" },
      h("h3", { class: "field-title" }, gettext("Marked words")),
      anchors.length === 0 && h("p", { class: "help" }, gettext("None yet: choose words in the text, then a role.")),
      anchors.length > 0 && h("ul", { class: "parts" }, anchors.map((anchor, index) => part(kind, annotation, anchor, index))),
      kind.roles.filter(marked).map((role) => told(annotation, `roles/${role.key}`)),
      wanted.length > 0 && h("ul", { class: "parts roles-wanted" }, wanted.map((role) => roleWanted(annotation, role))),
      unmarked.length > wanted.length && h("div", { class: "roles-more" }, unmarked.filter((role) => !wanted.includes(role)).map(roleMore)),
    );
  }

  function roleWanted(annotation, role) {
    return h("li", { class: "role-wanted", "data-path": `roles/${role.key}` }, told(annotation, `roles/${role.key}`), role.hotkey && h("kbd", {}, role.hotkey), explanationOf(role, { "data-shown": true }));
  }

  function roleMore(role) {
    return h("div", {}, h("span", { class: "role-more" }, `+ ${nameOf(role)}`, role.hotkey && [" ", h("kbd", {}, role.hotkey)]), explanationOf(role));
  }

  function part(kind, annotation, anchor, index) {
    const role = kind.roles.find((one) => one.key === anchor.role);
    return h(
      "li",
      { class: "part", "data-paint": paintOf(kind, anchor.role) },
      kind.roles.length > 1
        ? h(
            "select",
            {
              class: "part-role",
              "data-key": `role-${index}`,
              "aria-label": gettext("Role"),
              onchange: (event) => editing.changeRole(annotation, index, event.target.value),
            },
            kind.roles.map((one) => h("option", { value: one.key, selected: one.key === anchor.role }, nameOf(one))),
          )
        : h("span", { class: "part-role" }, nameOf(role)),
      h("q", { class: "part-words", dir: "auto" }, anchor.exact),
      h(
        "button",
        {
          type: "button",
          class: "button button-plain button-small",
          "data-key": `remove-${index}`,
          onclick: () => editing.removeAnchor(annotation, index),
        },
        gettext("Remove"),
      ),
      explanationOf(role),
      h(
        "div",
        { class: "part-edges" },
        edges(annotation, index),
        h(
          "button",
          { type: "button", class: "button button-plain button-small", "data-key": `same-${index}`, onclick: () => findSame(annotation, index) },
          gettext("Same words…"),
        ),
      ),
    );
  }

  /** Both edges of a part, each moved by a letter at a time. */
  function edges(annotation, index) {
    const names = {
      start: [gettext("Begin a letter earlier"), gettext("Begin a letter later")],
      end: [gettext("End a letter earlier"), gettext("End a letter later")],
    };
    return Object.entries(names).map(([edge, [earlier, later]]) =>
      h(
        "span",
        { class: "part-edge" },
        edge === "start" ? gettext("Start") : gettext("End"),
        nudge(annotation, index, edge, false, earlier),
        nudge(annotation, index, edge, true, later),
      ),
    );
  }

  function nudge(annotation, index, edge, later, name) {
    const { [edge]: offset } = annotation.state.anchors[index];
    return h(
      "button",
      {
        type: "button",
        class: "button button-plain button-small",
        "data-key": `${edge}-${later ? "later" : "earlier"}-${index}`,
        "aria-label": name,
        title: name,
        onclick: () => editing.moveEdge(annotation, index, edge, manuscript.beside(offset, later)),
      },
      later ? "+" : "−",
    );
  }

  /** The list of places where the words of a part stand again. It is wanted rarely: its module comes when it is. */
  let same = null;
  async function findSame(annotation, index) {
    same ??= import("./same_phrase.js").then(({ createSamePhrase }) => createSamePhrase({ store, editing, manuscript, main: place.closest("main") }));
    (await same).open(annotation, index);
  }

  /** To the first thing that is missing after the one at which the focus is. */
  function nextMissing() {
    const paths = activeOf(store.state)?.problems.map(({ path }) => path) ?? [];
    if (!paths.length) return;
    const here = document.activeElement.closest("[data-path]")?.dataset.path;
    const path = paths[(paths.indexOf(here) + 1) % paths.length];
    const field = place.querySelector(`[data-path="${CSS.escape(path)}"]`);
    const control = path.startsWith("roles/") ? null : controlIn(field);
    if (sheet.isOpen()) sheet.set("full");
    field?.scrollIntoView({ block: "nearest" });
    if (control) return control.focus({ preventScroll: true });
    // Words are chosen in the article.
    sheet.set("half");
    manuscript.root.focus({ preventScroll: true });
    store.send({ type: "said", message: activeOf(store.state).problems.filter((problem) => problem.path === path).map(messageOf).join(" ") });
  }

  /** To the field of a part of the annotation. */
  function go(path) {
    const control = controlIn(place.querySelector(`[data-path="${path}"]`));
    control?.focus({ preventScroll: true });
    control?.scrollIntoView({ block: "nearest" });
  }

  const hasActive = (state) => Boolean(activeOf(state));
  const canEdit = (state) => hasActive(state) && isWritable(state);
  const lacks = (state) => canEdit(state) && activeOf(state).problems.length > 0;
  shortcuts.add([
    { code: "KeyM", text: () => gettext("To the next thing that is missing"), when: lacks, act: nextMissing },
    { code: "KeyL", shift: true, text: () => gettext("To the labels"), when: canEdit, act: () => go("label") },
    { code: "KeyN", shift: true, text: () => gettext("To the note"), when: canEdit, act: () => go("note") },
    { code: "KeyD", text: () => gettext("Definitions, shown or not"), when: hasActive, act: explain },
    { code: "KeyX", text: () => gettext("Change the kind"), when: canEdit, act: toggleChanging },
    { code: "KeyK", text: () => gettext("Add a relation"), when: canEdit, act: () => relations.add(store.state, activeOf(store.state)) },
    { code: "KeyP", text: () => gettext("The same words elsewhere"), when: (state) => canEdit(state) && activeOf(state).state.anchors.length > 0, act: findSameOfMain },
  ].map((entry) => ({ group: "edit", ...entry })));
  shortcuts.add({ group: "edit", keys: "1 – 9", text: () => gettext("In a field of choices: that choice") });

  function findSameOfMain() {
    const annotation = activeOf(store.state);
    const main = firstRole(kindOf(store.state.codebook, annotation.state.kind));
    findSame(annotation, Math.max(0, annotation.state.anchors.findIndex(({ role }) => role === main)));
  }

  store.subscribe(draw);
}

/** The name of an attribute's field, as drafts know it; with a number where it has several. */
function fieldOf({ key }, index) {
  return index === undefined ? `attributes/${key}` : `attributes/${key}/${index}`;
}

function controlIn(field) {
  for (const selector of field ? CONTROLS : []) {
    const control = field.querySelector(selector);
    if (control) return control;
  }
  return null;
}

/** What a change of kind would lose, in a sentence or two; "" for nothing. */
function leftBehind({ lost, ties }) {
  const names = new Intl.ListFormat(document.documentElement.lang).format(lost.map((one) => `«${nameOf(one)}»`));
  return [
    lost.length > 0 && interpolate(gettext("Left behind: %(names)s."), { names }),
    ties.length > 0 && interpolate(ngettext("%(n)s relation is removed.", "%(n)s relations are removed.", ties.length), { n: ties.length }),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The relations of an annotation and what stands at their other ends. */
function tied(state, { id }) {
  const ties = relationsOf(state, id);
  return [...ties, ...ties.map((tie) => state.objects.annotation[tie.state.from === id ? tie.state.to : tie.state.from])];
}
