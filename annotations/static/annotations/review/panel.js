/** The side panel of the annotation being worked on: label, attributes, parts, note, source, relations. */

import { gettext } from "../../newsdesk/js/i18n.js";
import { attributeField } from "./attribute_field.js";
import { kindOf, paintOf, relationsFrom } from "./codebook.js";
import { bdi, definitionOf, h, messageOf, nameOf, redraw, shortened, whenTyped } from "./dom.js";
import { activeOf, annotationsOf, isWritable, relationsOf } from "./reducer.js";

export function createPanel({ place, store, editing, manuscript, sourceField }) {
  let drawn = null;

  function draw(state) {
    const active = activeOf(state);
    const writable = isWritable(state);
    if (drawn && drawn.active === active && drawn.writable === writable && drawn.objects === state.objects && drawn.sources === state.sources)
      return;
    drawn = { active, writable, objects: state.objects, sources: state.sources };
    place.hidden = !active;
    if (active) redraw(place, contents(state, active, writable));
    else redraw(place, []);
  }

  function contents(state, annotation, writable) {
    const kind = kindOf(state.codebook, annotation.state.kind);
    return [
      h(
        "header",
        { class: "panel-heading", "data-kind": kind.key },
        h("h2", { id: "panel-title" }, nameOf(kind)),
        h(
          "button",
          { type: "button", class: "button button-plain button-small", "data-key": "close", onclick: () => store.send({ type: "activated", id: null }) },
          gettext("Done"),
          h("kbd", {}, "Enter"),
        ),
      ),
      problemsOf(annotation),
      h(
        "fieldset",
        { class: "panel-body", disabled: !writable },
        h("legend", { class: "visually-hidden" }, nameOf(kind)),
        labels(kind, annotation),
        parts(kind, annotation),
        kind.attributes.map((attribute) =>
          attributeField(
            attribute,
            annotation,
            (value) => editing.attribute(annotation, attribute.key, value),
            (value) => editing.typing(annotation, `attributes/${attribute.key}`, value),
          ),
        ),
        sourceField.draw(annotation, state),
        note(annotation),
        relations(state, annotation),
        writable &&
          h(
            "button",
            { type: "button", class: "button button-danger button-small", "data-key": "delete", onclick: () => editing.remove(annotation) },
            gettext("Delete this annotation"),
            h("kbd", {}, "Del"),
          ),
      ),
    ];
  }

  function problemsOf(annotation) {
    if (!annotation.problems.length) return null;
    return h(
      "ul",
      { class: "panel-problems", "aria-label": gettext("Still missing") },
      annotation.problems.map((problem) => h("li", {}, messageOf(problem))),
    );
  }

  function labels(kind, annotation) {
    return h(
      "fieldset",
      { class: "field choices" },
      h("legend", {}, gettext("Label")),
      kind.labels.map((label) =>
        h(
          "label",
          { class: "choice", title: definitionOf(label) },
          h("input", {
            type: "radio",
            name: "label",
            value: label.key,
            "data-key": `label-${label.key}`,
            checked: annotation.state.label === label.key,
            onchange: () => editing.label(annotation, label.key),
          }),
          h("span", {}, nameOf(label)),
          label.hotkey && h("kbd", {}, label.hotkey),
        ),
      ),
    );
  }

  function parts(kind, annotation) {
    return h(
      "div",
      { class: "field" },
      h("h3", { class: "field-title" }, gettext("Marked words")),
      annotation.state.anchors.length === 0 && h("p", { class: "help" }, gettext("None yet: choose words in the text, then a role.")),
      h(
        "ul",
        { class: "parts" },
        annotation.state.anchors.map((anchor, index) => part(kind, annotation, anchor, index)),
      ),
    );
  }

  function part(kind, annotation, anchor, index) {
    const role = kind.roles.find((one) => one.key === anchor.role);
    return h(
      "li",
      { class: "part", "data-paint": paintOf(kind.key, anchor.role) },
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
      edges(annotation, index),
    );
  }

  /** Both edges of a part, each moved by a letter at a time. */
  function edges(annotation, index) {
    const names = {
      start: [gettext("Begin a letter earlier"), gettext("Begin a letter later")],
      end: [gettext("End a letter earlier"), gettext("End a letter later")],
    };
    return h(
      "div",
      { class: "part-edges" },
      Object.entries(names).map(([edge, [earlier, later]]) =>
        h(
          "span",
          { class: "part-edge" },
          edge === "start" ? gettext("Start") : gettext("End"),
          nudge(annotation, index, edge, false, earlier),
          nudge(annotation, index, edge, true, later),
        ),
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

  function note(annotation) {
    return h(
      "div",
      { class: "field" },
      h("label", { for: "annotation-note" }, gettext("Note")),
      h(
        "textarea",
        {
          id: "annotation-note",
          "data-key": "note",
          rows: 3,
          dir: "auto",
          maxlength: 20000,
          ...whenTyped(
            (field) => editing.note(annotation, field.value),
            (field) => editing.typing(annotation, "note", field.value),
          ),
        },
        annotation.state.note,
      ),
    );
  }

  function relations(state, annotation) {
    const ties = relationsOf(state, annotation.id);
    const possible = relationsFrom(state.codebook, annotation.state.kind);
    if (!ties.length && !possible.length) return null;
    return h(
      "div",
      { class: "field" },
      h("h3", { class: "field-title" }, gettext("Relations")),
      h("ul", { class: "parts" }, ties.map((tie) => tieOf(state, annotation, tie))),
      isWritable(state) && newTie(state, annotation, possible),
    );
  }

  function tieOf(state, annotation, tie) {
    const relation = state.codebook.relations.find((one) => one.key === tie.state.label);
    const outward = tie.state.from === annotation.id;
    const other = state.objects.annotation[outward ? tie.state.to : tie.state.from];
    return h(
      "li",
      { class: "part" },
      h("span", { class: "part-role" }, outward ? nameOf(relation) : `${nameOf(relation)} (${gettext("from")})`),
      h(
        "button",
        { type: "button", class: "link-button", "data-key": `tie-${tie.id}`, onclick: () => store.send({ type: "activated", id: other.id }) },
        bdi(shortOf(state, other)),
      ),
      h(
        "button",
        { type: "button", class: "button button-plain button-small", "data-key": `untie-${tie.id}`, onclick: () => editing.unrelate(tie) },
        gettext("Remove"),
      ),
    );
  }

  function newTie(state, annotation, possible) {
    const options = possible.flatMap((relation) =>
      annotationsOf(state)
        .filter((other) => other.id !== annotation.id && relation.to.includes(other.state.kind))
        .filter((other) => !relationsOf(state, annotation.id).some((tie) => tie.state.label === relation.key && [tie.state.from, tie.state.to].includes(other.id)))
        .map((other) => h("option", { value: `${relation.key} ${other.id}` }, `${nameOf(relation)}: ${shortOf(state, other)}`)),
    );
    if (!options.length) return null;
    return h(
      "select",
      {
        class: "control",
        "data-key": "new-tie",
        "aria-label": gettext("Add a relation"),
        onchange: (event) => {
          const [label, to] = event.target.value.split(" ");
          if (label) editing.relate(label, annotation.id, to);
        },
      },
      h("option", { value: "" }, gettext("Add a relation…")),
      options,
    );
  }

  store.subscribe(draw);
}

/** An annotation in a few words: its kind and the first words that it marks. */
export function shortOf(state, annotation) {
  const words = annotation.state.anchors.map((anchor) => anchor.exact).join(" … ");
  return `${nameOf(kindOf(state.codebook, annotation.state.kind))}${words ? ` «${shortened(words, 40)}»` : ""}`;
}
