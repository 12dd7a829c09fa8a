/**
 * Saying the same of every place where a phrase stands: the places are found as a reader would find them, whatever the
 * tashkeel, tatweel or hamza and behind و ف ب ل ك, shown in a list to choose from, and marked in one step.
 */

import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";
import { kindOf, labelOf } from "./codebook.js";
import { h, nameOf, shortened } from "./dom.js";
import { foldWithMap } from "./fold.js";
import { annotationsOf } from "./reducer.js";
import { snap } from "./spans.js";

const MOST = 300;
const AROUND = 36;
const WORD = /[\p{L}\p{M}\p{N}]/u;
const PROCLITICS = /^[وف]?[بلك]?$/u;
// ل before ال swallows its alef: للحكومة.
const ASSIMILATED = /^[وف]?ل$/u;
const INVISIBLE_END = /\p{Cf}+$/u;

/**
 * Where a phrase stands in blocks of text as whole words, but for a proclitic before it, which stays outside.
 * @param {{text: string}[]} blocks
 * @param {{block: object, start: number, end: number}} original the phrase itself, in UTF-16 units of its block. Where it
 *   begins or ends inside a word, other places may do so too
 * @returns {{block: object, start: number, end: number, clitic: string}[]} in units, the original left out
 */
export function samePhrases(blocks, original) {
  const { block: { text }, start, end } = original;
  const phrase = foldWithMap(text.slice(start, end)).folded.trim();
  if (!phrase) return [];
  const isCutBefore = !PROCLITICS.test(letterRun(text.slice(0, start)));
  const isCutAfter = WORD.test(text.slice(end, end + 1)) && WORD.test(text.slice(end - 1, end));
  const forms = [{ words: phrase, before: isCutBefore ? /^/ : PROCLITICS }];
  if (phrase.startsWith("ال")) forms.push({ words: `ل${phrase.slice(2)}`, before: ASSIMILATED });
  return blocks.flatMap((block) => {
    const map = foldWithMap(block.text);
    return forms
      .flatMap(({ words, before }) => placesOf(map, words, before, isCutAfter).map(([from, to]) => placeIn(block, map, from, to)))
      .filter((place) => block !== original.block || place.end <= start || end <= place.start)
      .sort((one, other) => one.start - other.start);
  });
}

function placesOf({ folded }, words, before, isCutAfter) {
  const places = [];
  for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + 1)) {
    const to = at + words.length;
    if (before.test(letterRun(folded.slice(Math.max(0, at - 8), at))) && (isCutAfter || !WORD.test(folded[to] ?? ""))) places.push([at, to]);
  }
  return places;
}

function placeIn(block, { folded, starts, ends }, from, to) {
  const start = snap(block.text, starts[from], "start");
  // Marks on the last letter are its own; what is invisible after it is not.
  const end = snap(block.text, ends[to - 1], "end");
  const words = block.text.slice(start, end).replace(INVISIBLE_END, "");
  return { block, start, end: start + words.length, clitic: letterRun(folded.slice(Math.max(0, from - 8), from)) };
}

/** The letters at the end of a text, back to where their word begins. */
function letterRun(text) {
  let from = text.length;
  while (from > 0 && WORD.test(text[from - 1])) from -= 1;
  return text.slice(from);
}

export function createSamePhrase({ store, editing, manuscript, main }) {
  const dialog = h("dialog", { class: "help same-phrase", "aria-labelledby": "same-phrase-title" });
  main.append(dialog);

  /** Offer the places of the words of a part of an annotation. */
  function open(annotation, index) {
    const anchor = annotation.state.anchors[index];
    const { block, unit } = manuscript.placeOf(anchor.start);
    const end = unit + anchor.exact.length;
    const all = end <= block.text.length ? samePhrases(manuscript.blocks, { block, start: unit, end }) : [];
    const taken = takenPlaces(annotation, anchor.role);
    const places = all.map((place) => {
      const [from, to] = [manuscript.offsetIn(place.block, place.start), manuscript.offsetIn(place.block, place.end)];
      return { ...place, from, to, isTaken: taken.some((one) => one.start < to && from < one.end) };
    });
    dialog.replaceChildren(...contents(annotation, anchor, places));
    dialog.showModal();
    dialog.querySelector("[data-key=same-apply], [data-key=same-cancel]").focus();
  }

  /** Where annotations of the same kind have that role already. */
  function takenPlaces({ state: { kind } }, role) {
    return annotationsOf(store.state)
      .filter((one) => one.state.kind === kind)
      .flatMap((one) => one.state.anchors.filter((anchor) => anchor.role === role));
  }

  function contents(annotation, anchor, places) {
    const { codebook } = store.state;
    const kind = kindOf(codebook, annotation.state.kind);
    const label = labelOf(codebook, annotation.state);
    const said = [nameOf(kind), kind.roles.length > 1 && nameOf(kind.roles.find(({ key }) => key === anchor.role)), nameOf(label)].filter(Boolean).join(" · ");
    const title = h("h2", { id: "same-phrase-title" }, gettext("The same words elsewhere"));
    const words = h("p", { class: "same-words" }, h("q", { dir: "auto" }, shortened(anchor.exact, 120)), h("span", { class: "help" }, said));
    const cancel = h("button", { type: "button", class: "button button-plain", "data-key": "same-cancel", onclick: () => dialog.close() }, gettext("Cancel"));
    if (!places.length) {
      return [title, words, h("p", {}, gettext("These words stand nowhere else in the article.")), h("p", { class: "same-foot" }, cancel)];
    }

    const shown = [...places.filter(({ isTaken }) => !isTaken), ...places.filter(({ isTaken }) => isTaken)].slice(0, MOST).sort((one, other) => one.from - other.from);
    const rows = shown.map((place) => rowOf(place));
    const apply = h("button", { type: "button", class: "button", "data-key": "same-apply", onclick: () => carryOut(annotation, anchor, shown, rows, note?.querySelector("input").checked) });
    const note =
      annotation.state.note &&
      h("label", { class: "choice" }, h("input", { type: "checkbox", "data-key": "same-note" }), h("span", {}, gettext("Copy the note too")));
    const count = () => {
      const number = rows.filter(({ box }) => box.checked).length;
      apply.disabled = !number;
      apply.textContent = interpolate(ngettext("Mark %(n)s place", "Mark %(n)s places", number), { n: number });
    };
    const all = (wanted) => {
      rows.forEach(({ box }, place) => (box.checked = wanted && !shown[place].isTaken));
      count();
    };
    count();
    return [
      title,
      words,
      h(
        "p",
        { class: "cluster" },
        h("span", { class: "help" }, interpolate(ngettext("Found %(n)s time.", "Found %(n)s times.", places.length), { n: places.length })),
        h("button", { type: "button", class: "button button-plain button-small", "data-key": "same-all", onclick: () => all(true) }, gettext("Choose all")),
        h("button", { type: "button", class: "button button-plain button-small", "data-key": "same-none", onclick: () => all(false) }, gettext("Choose none")),
      ),
      h("ul", { class: "same-places", onchange: count }, rows.map(({ row }) => row)),
      places.length > MOST && h("p", { class: "help" }, interpolate(gettext("The first %(n)s are shown. Mark them, then come back for the rest."), { n: MOST })),
      note,
      h("p", { class: "same-foot" }, apply, cancel),
    ].filter(Boolean);
  }

  function rowOf({ block, start, end, isTaken }) {
    const box = h("input", { type: "checkbox", checked: !isTaken });
    const before = block.text.slice(Math.max(0, start - AROUND), start);
    const after = block.text.slice(end, end + AROUND);
    const context = h(
      "span",
      { class: "same-context", dir: getComputedStyle(block.element).direction, lang: manuscript.root.lang },
      start > AROUND && "…",
      start > AROUND ? before.slice(before.indexOf(" ") + 1) : before,
      h("mark", {}, block.text.slice(start, end)),
      end + AROUND < block.text.length ? `${after.slice(0, Math.max(after.lastIndexOf(" "), 0))}…` : after,
    );
    return { box, row: h("li", {}, h("label", { class: "choice" }, box, context, isTaken && h("span", { class: "badge" }, gettext("marked already")))) };
  }

  function carryOut(annotation, { role }, places, rows, withNote) {
    const chosen = places.filter((_, place) => rows[place].box.checked);
    const anchors = chosen.map(({ from, to }) => ({ role, start: from, end: to, exact: manuscript.quote(from, to) }));
    dialog.close();
    editing.repeat(annotation, anchors, withNote ? annotation.state.note : "");
    const message = ngettext("Marked %(n)s more place. Undo takes it back.", "Marked %(n)s more places. Undo takes all of them back.", anchors.length);
    store.send({ type: "said", message: interpolate(message, { n: anchors.length }) });
  }

  return { open };
}
