/**
 * The label of an annotation: a list in which each label says what it means once it has the focus or is chosen, with a
 * field to search it where it is long. Arrow keys walk through the list; only Space, Enter or a press chooses.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { isForInputMethod } from "../../../newsdesk/js/input_method.js";
import { examplesOf, explanationOf } from "./explaining.js";
import { definitionOf, nameOf } from "../state/names.js";
import { fold } from "../text/fold.js";

/** Those that digits choose, and two more, are seen at once; a longer list wants searching. */
const FEW = 12;
const LETTER = /^[\p{L}\p{M}]$/u;

/** @param {(annotation: any, label: string) => void} choose */
export function createLabelPicker({ choose }) {
  let shownFor = "";
  const memory = { query: "", scrolled: 0 };

  return {
    /** @param {HTMLElement|null} told what is amiss with the label */
    draw(kind, annotation, told) {
      const about = `${annotation.id} ${kind.key}`;
      if (shownFor !== about) Object.assign(memory, { query: "", scrolled: 0 });
      shownFor = about;
      return labelField({ kind, annotation, told, memory, choose });
    },

    /** After drawing: a long list where it was, or at the label that is chosen. */
    drawn(place) {
      const list = place.querySelector(".labels-long");
      if (!list) return;
      const chosen = list.querySelector(":checked")?.closest(".label-row");
      const height = memory.scrolled || (chosen ? chosen.offsetTop - list.offsetTop - 40 : 0);
      if (height) list.scrollTop = height; // A list that is new stands at its top; to say so would lay it out.
    },
  };
}

/** @param {{memory: {query: string, scrolled: number}}} options memory: what outlasts a drawing */
function labelField({ kind, annotation, told, memory, choose }) {
  const isLong = kind.labels.length > FEW;
  const rows = new Map(kind.labels.map((label) => [label, row(label, annotation.state.label === label.key, pick)]));
  const list = h(
    "div",
    { class: isLong ? "labels labels-long" : "labels labels-few", id: "labels", onkeydown: walk, onscroll: () => (memory.scrolled = list.scrollTop) },
    [...rows.values()],
  );
  if (!isLong) intoColumns([...rows.values()]);
  const count = isLong && h("p", { class: "visually-hidden", role: "status" });
  const field = isLong && searchField(memory.query, { typed, pressed });
  if (memory.query) filter();

  function pick(label) {
    memory.query = "";
    if (field) field.value = "";
    choose(annotation, label);
  }

  function typed() {
    memory.query = field.value;
    filter();
  }

  function pressed(event) {
    if (isForInputMethod(event)) return;
    const [first] = radiosOf(list);
    if (event.key === "ArrowDown" && first) first.focus();
    else if (event.key === "Enter" && memory.query.trim() && first) pick(first.value);
    else if (event.key === "Escape" && memory.query) [memory.query, field.value] = ["", ""];
    else return;
    event.preventDefault();
    event.stopPropagation();
    filter();
  }

  /** Show what is found, the likeliest first, or everything. */
  function filter() {
    const wanted = fold(memory.query).trim();
    const found = labelsLike(kind.labels, wanted);
    list.replaceChildren(...found.map((label) => rows.get(label)));
    list.toggleAttribute("data-found", Boolean(wanted));
    if (!found.length) list.append(h("p", { class: "help" }, gettext("No label is like this. Try another word.")));
    count.textContent = wanted ? interpolate(ngettext("%(n)s label", "%(n)s labels", found.length), { n: found.length }) : "";
  }

  function walk(event) {
    const radios = radiosOf(list);
    const here = radios.indexOf(event.target);
    if (here < 0 || isForInputMethod(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: radios.length - 1 }[event.key];
    const isChoice = event.key === "Enter" && !event.target.checked;
    if (isLong && LETTER.test(event.key)) {
      field.focus();
      event.stopPropagation();
    } else if (to === -1 && isLong) field.focus();
    else if (to !== undefined) radios[(to + radios.length) % radios.length].focus();
    else if (isChoice) pick(event.target.value);
    if (to !== undefined || isChoice || /^Arrow/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return fieldset([h("legend", {}, gettext("Label")), told, field, count, list], told);
}

/** Half of them below one another, then the others. */
function intoColumns(rows) {
  const half = Math.ceil(rows.length / 2);
  rows.forEach(({ style }, place) => {
    style.setProperty("--row", (place % half) + 1);
    style.setProperty("--column", place < half ? 1 : 2);
  });
}

function fieldset(children, told) {
  return h(
    "fieldset",
    {
      class: "field choices",
      "aria-describedby": told?.id,
      "data-path": "label",
      // The first click of two may move the list: the second would choose whatever came under the pointer.
      onclick: (event) => event.detail > 1 && event.preventDefault(),
    },
    children,
  );
}

function row(label, isChosen, pick) {
  const explanation = `label-${label.key}-explained`;
  const explained = explanationOf(label, { id: explanation });
  return h(
    "div",
    { class: "label-row" },
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name: "label",
        value: label.key,
        "data-key": `label-${label.key}`,
        "aria-describedby": explained && explanation,
        checked: isChosen,
        onchange: () => pick(label.key),
      }),
      h("span", {}, nameOf(label)),
      label.hotkey && h("kbd", {}, label.hotkey),
    ),
    explained,
  );
}

function searchField(value, { typed, pressed }) {
  return h("input", {
    type: "search",
    class: "label-search",
    "data-key": "label-search",
    "aria-label": gettext("Search the labels"),
    "aria-controls": "labels",
    placeholder: gettext("Search names and meanings"),
    autocomplete: "off",
    dir: "auto",
    value,
    oninput: typed,
    onkeydown: pressed,
  });
}

/** Labels that answer folded words, the likeliest first; all of them where there are no words. */
function labelsLike(labels, wanted) {
  return labels
    .map((label) => ({ label, rank: wanted ? rankOf(label, wanted) : 1 }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => one.rank - other.rank)
    .map(({ label }) => label);
}

function radiosOf(list) {
  return [...list.querySelectorAll("input")];
}

/** How well a label answers folded words, 1 best; 0 if it does not. */
function rankOf(label, wanted) {
  const name = fold(nameOf(label));
  if (name.startsWith(wanted)) return 1;
  if (name.includes(` ${wanted}`)) return 2;
  if (name.includes(wanted)) return 3;
  if ([label.name.ar, label.name.en, label.key].some((other) => fold(other).includes(wanted))) return 4;
  return [definitionOf(label), ...examplesOf(label)].some((words) => fold(words).includes(wanted)) ? 5 : 0;
}
