/**
 * The source of the registry to which an annotation points: proposed from the words that mark it, found while a name is
 * typed, new, or unknown. A combobox with a list (WAI-ARIA); the list stands in the panel, so that it needs no room above it.
 */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { kindOf } from "./codebook.js";
import { bdi, h, nameOfSource } from "./dom.js";
import { activeOf, isWritable } from "./reducer.js";

const WAIT = 150;
const SHOWN_AT_REST = 3;
const SHOWN = 8;
const LONGEST_MARKED = 600;
const NOTHING = { sources: [], name: "", kind: "person" };
export const SOURCE_KINDS = {
  person: () => gettext("Person"),
  organisation: () => gettext("Organisation"),
  outlet: () => gettext("Outlet"),
  document: () => gettext("Document"),
  group: () => gettext("Group"),
  unknown: () => gettext("Unknown"),
};

/** @param {{store: object, editing: object, api: object, drafts: object, leave: () => void}} parts leave: back to the article */
export function createSourceField({ store, editing, api, drafts, leave }) {
  const place = h("div", { class: "field source-field" });
  const answers = new Map();
  let id = null; // of the annotation
  let marked = "";
  let typed = "";
  let found = NOTHING;
  let asked = null; // for which words and typing
  let at = -1; // which option the keys have come to
  let kind = ""; // of a new one, where somebody chose it
  let trouble = "";
  let isLate = false; // what was to be added waits for the server
  let isEager = false; // Enter was pressed before the answer came
  let offer = null; // a name to remember: `{id, name}`
  let timer = 0;

  const input = h("input", {
    id: "annotation-source",
    class: "control",
    "data-key": "source",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    maxlength: 200,
    "aria-autocomplete": "list",
    "aria-controls": "source-options",
    "aria-expanded": "true",
    oninput: () => type(input.value),
    onkeydown: pressed,
    onfocus: show,
    onblur: rested,
  });
  const list = h("ul", { id: "source-options", class: "source-options", role: "listbox", "aria-label": gettext("Sources") });
  const told = h("p", { class: "visually-hidden", role: "status" });

  /** The field for an annotation; null where it has nothing to do with sources. */
  function draw(annotation, state) {
    const ofKind = kindOf(state.codebook, annotation.state.kind);
    if (!ofKind.source_role && annotation.state.source === null) return null;
    if (annotation.id !== id) begin(annotation.id);
    const words = markedWords(annotation, ofKind.source_role);
    if (annotation.state.source === null) look((marked = words), typed);
    if (annotation.state.source !== null) place.replaceChildren(title("h3"), linked(annotation, state), remembering());
    else if (input.parentElement !== place || !place.contains(list)) place.replaceChildren(title("label"), input, list, kindOfNew(), told);
    if (annotation.state.source === null) show();
    return place;
  }

  function begin(annotation) {
    id = annotation;
    typed = input.value = drafts.left().find((draft) => draft.id === id && draft.field === "source")?.value ?? "";
    isLate = Boolean(typed);
    [marked, found, asked, at, kind, offer, isEager] = ["", NOTHING, null, -1, "", null, false];
    trouble = isLate ? LATE() : "";
  }

  function title(tag) {
    const attributes = tag === "label" ? { for: input.id } : { class: "field-title" };
    return h(tag, attributes, gettext("Source in the registry"), " ", h("kbd", {}, "R"));
  }

  function linked(annotation, state) {
    const number = annotation.state.source;
    const source = state.sources[number];
    if (!source) learn(number);
    return h(
      "p",
      { class: "part source-linked" },
      h(
        "span",
        { class: "source-name" },
        source?.key === "unknown" ? gettext("The source is unknown") : h("a", { href: `/sources/${number}/`, target: "_blank", "data-key": "source-page" }, bdi(nameOfSource(source) || `#${number}`)),
        source && source.key !== "unknown" && h("span", { class: "source-kind" }, SOURCE_KINDS[source.kind]()),
      ),
      h("button", { type: "button", class: "button button-plain button-small", "data-key": "source-clear", onclick: () => link(null) }, gettext("Remove")),
    );
  }

  /** A source that another tab or device linked. */
  async function learn(number) {
    const source = await api.getSource(number).catch(() => null);
    if (source) store.send({ type: "sources", sources: { [number]: source } });
  }

  /** The offer to keep the marked words as one more name of the source. */
  function remembering() {
    if (!offer) return "";
    const name = h("input", { class: "control", "data-key": "alias", dir: "auto", maxlength: 200, value: offer.name, "aria-label": gettext("Another name of the source") });
    name.addEventListener("input", () => (offer = { ...offer, name: name.value }));
    name.addEventListener("keydown", (event) => event.code === "Enter" && !event.isComposing && (event.preventDefault(), remember()));
    return h(
      "div",
      { class: "source-alias" },
      h("p", { class: "help" }, gettext("The marked words are no name of this source yet.")),
      name,
      h("button", { type: "button", class: "button button-quiet button-small", "data-key": "alias-add", onclick: remember }, gettext("Remember as a name"), h("kbd", {}, "Y")),
      trouble && h("p", { class: "source-trouble", role: "alert" }, trouble),
    );
  }

  /** Nobody is busy with it: it proposes little, and takes little room. */
  function isAtRest() {
    return !typed && !trouble && !place.contains(document.activeElement);
  }

  function options() {
    const sources = found.sources.length || typed || marked ? found.sources : usedHere();
    const rows = sources.slice(0, isAtRest() ? SHOWN_AT_REST : SHOWN).map((source) => ({ source, take: () => choose(source) }));
    const name = typed.trim() || found.name;
    if (name) rows.push({ name, take: () => create() });
    return [...rows, { take: unknown }];
  }

  function show() {
    const rows = options();
    at = Math.min(at, rows.length - 1);
    input.placeholder = found.name || gettext("Part of a name");
    list.replaceChildren(...rows.map(optionOf));
    place.toggleAttribute("data-at-rest", isAtRest());
    const reached = list.children[at];
    if (reached) input.setAttribute("aria-activedescendant", reached.id);
    else input.removeAttribute("aria-activedescendant");
    const below = place.querySelector(".source-new");
    if (below && !below.contains(document.activeElement)) below.replaceWith(kindOfNew());
    // What is proposed is there to be seen, however long it got.
    if (document.activeElement === input) place.scrollIntoView({ block: "nearest" });
  }

  function rested({ relatedTarget }) {
    if (!place.contains(relatedTarget)) show();
  }

  function optionOf({ source, name, take }, index) {
    const words = source
      ? [bdi(nameOfSource(source)), h("span", { class: "source-kind" }, SOURCE_KINDS[source.kind]()), source.aliases?.length > 0 && h("span", { class: "source-aliases" }, bdi(source.aliases.slice(0, 4).join("، ")))]
      : name
        ? [h("span", {}, gettext("New:"), " ", bdi(name)), h("kbd", {}, "Ctrl Enter")]
        : [h("span", {}, gettext("The source is unknown"))];
    return h(
      "li",
      {
        id: `source-option-${index}`,
        role: "option",
        class: source ? "" : name ? "source-option-new" : "source-option-unknown",
        "aria-selected": String(index === at),
        // The field keeps the focus, so that typing goes on where it was.
        onpointerdown: (event) => event.preventDefault(),
        onclick: take,
      },
      words,
    );
  }

  /** What kind a new source would be, and what stood in the way of adding it. */
  function kindOfNew() {
    const name = typed.trim() || found.name;
    if (!name && !trouble) return h("div", { class: "source-new", hidden: true });
    const chosen = kind || found.kind;
    return h(
      "div",
      { class: "source-new" },
      name &&
        h(
          "label",
          {},
          gettext("Kind of a new source"),
          h(
            "select",
            { class: "control", "data-key": "source-kind", onblur: rested, onchange: (event) => (kind = event.target.value) },
            Object.entries(SOURCE_KINDS).map(([key, text]) => h("option", { value: key, selected: key === chosen }, text())),
          ),
        ),
      trouble && h("p", { class: "source-trouble", role: "alert" }, trouble),
      isLate && h("button", { type: "button", class: "button button-quiet button-small", "data-key": "source-again", onclick: () => create() }, gettext("Try again")),
    );
  }

  /** Those that this reading points to already: the same source often speaks on. */
  function usedHere() {
    const used = Object.values(store.state.sources).filter((source) => source.key !== "unknown");
    return [...new Map(used.map((source) => [source.id, source])).values()].reverse();
  }

  function type(words) {
    typed = words;
    at = -1;
    if (isLate) forget();
    clearTimeout(timer);
    timer = setTimeout(() => look(marked, typed), WAIT);
    show();
  }

  function questionOf(words, q) {
    return `${id}\n${words}\n${q.trim()}`;
  }

  async function look(words, q) {
    const question = questionOf(words, q);
    if (question === asked) return;
    asked = question;
    if (!words && !q.trim()) return took(NOTHING);
    const answer = answers.get(question) ?? (await api.findSources(q.trim(), words).catch(() => null));
    if (question !== asked) return;
    if (!answer) {
      asked = null;
      trouble ||= gettext("The registry cannot be reached now.");
      return show();
    }
    if (!isLate) trouble = "";
    answers.set(question, answer);
    took(answer);
    // Asked for the marked words alone, the registry answers in silence.
    told.textContent = document.activeElement !== input ? "" : interpolate(ngettext("%(n)s source found", "%(n)s sources found", answer.sources.length), { n: answer.sources.length });
  }

  function took(answer) {
    found = answer;
    at = found.sources.length && document.activeElement === input ? 0 : -1;
    const wasEager = isEager;
    isEager = false;
    if (wasEager && at === 0) return choose(found.sources[0]);
    if (wasEager && typed.trim()) sayNone();
    show();
  }

  function sayNone() {
    say(gettext("The registry has no such source. Ctrl Enter adds it."));
  }

  function pressed(event) {
    if (event.isComposing) return;
    isEager = false;
    const rows = options();
    const command = event.ctrlKey || event.metaKey;
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      if (command) create();
      else if (rows[at]) rows[at].take();
      else if (typed.trim() && answers.has(questionOf(marked, typed))) sayNone();
      else isEager = true;
    } else if (command || event.altKey || event.shiftKey) return;
    else if (event.code === "ArrowDown") reach((at + 1) % rows.length);
    else if (event.code === "ArrowUp") reach(at <= 0 ? rows.length - 1 : at - 1);
    else if (event.code === "Escape") typed ? type((input.value = "")) : leave();
    else return;
    event.preventDefault();
  }

  function reach(index) {
    at = index;
    show();
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function choose(source) {
    const { name } = found;
    const isNew = source.is_named === false && Boolean(name);
    link(source, isNew ? { id: source.id, name } : null);
    if (isNew) say(interpolate(gettext("Linked. Y remembers «%(name)s» as another name of it."), { name }));
  }

  /** Point to a source, or to none, and go on in the article, unless that is what was wanted of an annotation left since. */
  function link(source, aliasToOffer = null, annotation = id) {
    if (annotation === id) {
      if (place.contains(document.activeElement)) leave();
      forget();
      [typed, input.value, asked, offer] = ["", "", null, aliasToOffer];
    }
    if (source) store.send({ type: "sources", sources: { [source.id]: source } });
    const there = store.state.objects.annotation[annotation];
    if (there && !there.deleted) editing.source(there, source?.id ?? null);
  }

  function unknown() {
    const entry = Object.values(store.state.sources).find((source) => source.key === "unknown");
    if (entry) link(entry);
  }

  /** Add what is typed, else the name within the marked words, to the registry. Only the server can: till then it is kept. */
  async function create() {
    const name = typed.trim() || found.name;
    const annotation = id;
    if (!name) return say(gettext("Write the name of the new source first."));
    try {
      const source = await api.createSource({ name, kind: kind || found.kind });
      drafts.drop(annotation, "source", name);
      answers.clear();
      link(source, null, annotation);
    } catch (error) {
      if (annotation !== id) return;
      isLate = !error.problem;
      trouble = error.problem?.title ?? LATE();
      typed = input.value = name;
      if (isLate) drafts.keep(annotation, "source", name);
      show();
    }
  }

  async function remember() {
    if (!offer?.name.trim()) return;
    const { id: number, name } = offer;
    try {
      const source = await api.addAlias(number, { name });
      offer = null;
      trouble = "";
      answers.clear();
      store.send({ type: "sources", sources: { [number]: source } });
      say(gettext("The name is remembered."));
    } catch (error) {
      trouble = error.problem?.title ?? gettext("The registry cannot be reached now.");
      store.send({ type: "sources", sources: {} });
    }
  }

  /** To the field, or to the source that the annotation points to already. */
  function go() {
    const isFree = input.parentElement === place;
    (isFree ? input : place.querySelector("a, button")).focus({ preventScroll: true });
    if (isFree && found.sources.length) reach(0);
    else place.scrollIntoView({ block: "nearest" });
  }

  function forget() {
    if (isLate) for (const { id: other, field, value } of drafts.left()) if (other === id && field === "source") drafts.drop(id, field, value);
    [isLate, trouble, kind] = [false, "", ""];
  }

  function say(message) {
    store.send({ type: "said", message });
  }

  addEventListener("online", () => isLate && create());

  return {
    draw,

    /** The keys of sources, for the table. */
    keys() {
      const isAsked = (state) => isWritable(state) && Boolean(activeOf(state)) && place.isConnected;
      const isFree = (state) => isAsked(state) && activeOf(state).state.source === null;
      return [
        { group: "edit", code: "KeyR", text: () => gettext("Name the source"), when: isAsked, act: go },
        { group: "edit", code: "KeyR", shift: true, text: () => gettext("The source is unknown"), when: isFree, act: unknown },
        { group: "edit", code: "KeyY", text: () => gettext("Remember the marked words as a name of the source"), when: (state) => isAsked(state) && Boolean(offer), act: () => void remember() },
        { group: "edit", keys: "Ctrl Enter", text: () => gettext("New source, in the field of the source") },
      ];
    },
  };
}

const LATE = () => gettext("Only the server can add a source, and it cannot be reached. The name is kept here.");

/** The words by which the article names the source, in the order of the text. */
function markedWords({ state: { anchors } }, source) {
  const parts = anchors.filter((anchor) => anchor.role === source).sort((one, other) => one.start - other.start);
  return [...parts.map((anchor) => anchor.exact).join(" ")].slice(0, LONGEST_MARKED).join("");
}
