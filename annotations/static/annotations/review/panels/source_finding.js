/** What somebody does in the field of the source while nothing is linked: typing, walking through what is found, pressing Enter. */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { createSourceList } from "./source_list.js";
import { createNewSource, nameOfNew } from "./source_new.js";
import { createSourceSearch } from "./source_search.js";
import { createSourceTyping } from "./source_typing.js";

export const NOTHING = { sources: [], name: "", kind: "person", is_unnamed: false };

/**
 * @param {object} options
 * @param {{place: HTMLElement, input: HTMLInputElement, id: string|null, marked: string, found: object}} options.field
 * @param {(source: object) => void} options.choose
 * @param {(source: object, id: string) => void} options.added a new source is in the registry, for the annotation of this id
 * @param {() => void} options.unnamed the marked words describe the source, and name nobody
 * @param {() => object[]} options.known what is proposed where there is nothing to ask for
 */
export function createSourceFinding({ field, api, drafts, leave, say, choose, added, unknown, unnamed, known }) {
  const { place, input } = field;
  const told = h("p", { class: "visually-hidden", role: "status" });
  const search = createSourceSearch({ api, found: answered, nothing: () => took(NOTHING), failed });
  const fresh = createNewSource({ field, api, drafts, added, show: () => list.show(), rested, say });
  const list = createSourceList({ field, rowsOf, fresh });
  const sayNone = () => say(gettext("The registry has no such source. Ctrl Enter adds it."));
  const isAnswered = () => search.knows(field.id, field.marked, input.value);
  const typing = createSourceTyping({ input, list, fresh, look, isAnswered, sayNone, leave });

  function rowsOf(most) {
    const sources = field.found.sources.length || input.value || field.marked ? field.found.sources : known();
    const rows = sources.slice(0, most).map((source) => ({ source, take: () => choose(source) }));
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
    const [first] = document.activeElement === input ? answer.sources : [];
    list.begin(first ? 0 : -1);
    const wasEager = typing.wasEager();
    if (wasEager && first) return choose(first);
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
    go: list.go,
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

function inWords(n) {
  return interpolate(ngettext("%(n)s source found", "%(n)s sources found", n), { n });
}
