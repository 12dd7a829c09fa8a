/** What somebody does in the field of the source while nothing is linked: typing, walking through what is found, pressing Enter. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { createSourceList } from "./source_list.js";
import { createNewSource, nameOfNew } from "./source_new.js";
import { createSourceSearch } from "./source_search.js";
import { createSourceTyping } from "./source_typing.js";
import { fold } from "../text/fold.js";

export const NOTHING = { sources: [], name: "", kind: "person", is_unnamed: false, is_mention: false };

/**
 * @param {object} options
 * @param {{place: HTMLElement, input: HTMLInputElement, id: string|null, marked: string, found: object}} options.field
 * @param {(source: object) => void} options.choose
 * @param {(source: object, id: string) => void} options.added a new source is in the registry, for the annotation of this id
 * @param {() => void} options.unnamed the marked words describe the source, and name nobody
 * @param {() => {source: object, isSame: boolean}[]} options.here the sources of this article: see `sourcesHere`
 */
export function createSourceFinding({ field, api, drafts, leave, say, choose, added, unknown, unnamed, here }) {
  const { place, input } = field;
  const told = h("p", { class: "visually-hidden", role: "status" });
  const search = createSourceSearch({ api, found: answered, nothing: () => took(NOTHING), failed });
  const fresh = createNewSource({ field, api, drafts, added, show: () => list.show(), rested, say });
  const list = createSourceList({ field, rowsOf, fresh });
  const sayNone = () => say(gettext("The registry has no such source. Ctrl Enter adds it."));
  const isAnswered = () => !(field.marked || input.value.trim()) || search.knows(field.id, field.marked, input.value);
  const typing = createSourceTyping({ input, list, fresh, look, isAnswered, sayNone, leave });

  function rowsOf(most) {
    const rows = sourcesFor(most, { here: here(), found: field.found.sources, typed: input.value, choose });
    const name = nameOfNew(field);
    if (name) rows.push({ name, take: () => fresh.create() });
    if (field.found.is_unnamed && field.saysUnnamed) rows.push({ isUnnamed: true, take: unnamed });
    return [...rows, { take: unknown }];
  }

  function rested({ relatedTarget }) {
    if (!place.contains(relatedTarget)) list.show();
  }

  function look() {
    search.look(field.id, field.marked, input.value);
  }

  function answered(answer) {
    fresh.calm();
    took(answer);
    // Asked for the marked words alone, the registry answers in silence.
    told.textContent = document.activeElement === input ? inWords(answer.sources.length) : "";
  }

  function failed() {
    fresh.complain(gettext("The registry cannot be reached now."));
    list.show();
  }

  function took(answer) {
    field.found = answer;
    list.begin(document.activeElement === input ? likeliest(list, field) : -1);
    // What was asked for the marked words alone is no answer to what was typed since.
    const wasEager = (answer === NOTHING || isAnswered()) && typing.wasEager();
    if (wasEager === "add") return void fresh.create();
    const reached = wasEager && list.reached();
    if (reached?.source) return reached.take();
    if (wasEager && input.value.trim()) sayNone();
    list.show();
  }

  function begin() {
    field.found = NOTHING;
    search.forget();
    list.begin(-1);
    typing.wasEager();
    fresh.begin();
  }

  input.addEventListener("focus", list.show);
  input.addEventListener("blur", rested);

  return {
    look,
    begin,
    go: () => list.go(likeliest(list, field)),
    show: list.show,
    elements: () => [input, list.element, fresh.draw(), told],

    /** What was typed has been answered for. */
    end() {
      fresh.forget();
      input.value = "";
      search.forget();
    },

    /** The registry has changed. */
    renew: search.clear,
  };
}

/** More letters than a pronoun has. */
const NAME = 4;

/**
 * Where in the list that stands which the words say: what they said here before, else what the registry says, else, where no
 * words or a pronoun say it, whoever spoke last; -1 for none.
 */
function likeliest(list, { found, marked, input }) {
  const [first] = found.sources;
  const isUnsaid = !input.value && marked.length < NAME;
  return list.placeOf(({ source, isSame }) => source && (isSame || source.id === first?.id || (isUnsaid && !first)));
}

/** The rows of sources: those of this article by their digits, then what the registry found, at least one of them. */
function sourcesFor(most, { here, found, typed, choose }) {
  const known = here.filter(({ source }) => hasWords(source, typed));
  const others = found.filter(({ id }) => !known.some(({ source }) => source.id === id));
  const first = known.slice(0, others.length ? most - 1 : most);
  // Whether the words are its name is known where the registry tells it.
  const asFound = (source) => found.find(({ id }) => id === source.id) ?? source;
  return [
    ...first.map(({ source, isSame }, index) => ({ source, isSame, digit: index + 1, take: () => choose(asFound(source)) })),
    ...others.slice(0, most - first.length).map((source) => ({ source, take: () => choose(source) })),
  ];
}

/** Whether the names of a source hold all that was typed. */
function hasWords({ name_ar: ar, name_en: en }, typed) {
  const names = fold(`${ar} ${en}`);
  return fold(typed).split(" ").every((word) => names.includes(word));
}

function inWords(n) {
  return interpolate(ngettext("%(n)s source found", "%(n)s sources found", n), { n });
}
