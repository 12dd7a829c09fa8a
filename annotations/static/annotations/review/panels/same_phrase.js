/**
 * Saying the same of every place where a phrase stands: the places are found as a reader would find them, whatever the
 * tashkeel, tatweel or hamza and behind و ف ب ل ك, shown in a list to choose from, and marked in one step.
 */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";
import { annotationsOf } from "../state/reducer.js";
import { samePhrases } from "../text/phrases.js";
import { shortened } from "../text/shortened.js";

const MOST = 300;
const AROUND = 36;

export function createSamePhrase({ store, editing, manuscript, main }) {
  const dialog = h("dialog", { class: "help same-phrase", "aria-labelledby": "same-phrase-title" });
  main.append(dialog);

  /** Offer the places of the words of a part of an annotation. */
  function open(annotation, index) {
    const anchor = annotation.state.anchors[index];
    const { block, unit } = manuscript.placeOf(anchor.start);
    const end = unit + anchor.exact.length;
    const isInOne = end <= block.text.length;
    const all = isInOne ? samePhrases(manuscript.blocks, { block, start: unit, end }) : [];
    const taken = takenPlaces(store.state, annotation, anchor.role);
    const places = all.map((place) => {
      const [from, to] = [manuscript.offsetIn(place.block, place.start), manuscript.offsetIn(place.block, place.end)];
      return { ...place, from, to, isTaken: taken.some((one) => one.start < to && from < one.end) };
    });
    dialog.replaceChildren(...contents(annotation, anchor, places, isInOne));
    dialog.showModal();
    dialog.querySelector("[data-key=same-apply], [data-key=same-cancel]").focus();
  }

  function contents(annotation, anchor, places, isInOne) {
    const { codebook } = store.state;
    const kind = kindOf(codebook, annotation.state.kind);
    const label = labelOf(codebook, annotation.state);
    const said = [nameOf(kind), kind.roles.length > 1 && nameOf(kind.roles.find(({ key }) => key === anchor.role)), nameOf(label)].filter(Boolean).join(" · ");
    const title = h("h2", { id: "same-phrase-title" }, gettext("The same words elsewhere"));
    const words = h("p", { class: "same-words" }, h("q", { dir: "auto" }, shortened(anchor.exact, 120)), h("span", { class: "help" }, said));
    const cancel = h("button", { type: "button", class: "button button-plain", "data-key": "same-cancel", onclick: () => dialog.close() }, gettext("Cancel"));
    if (!places.length) {
      const nowhere = isInOne ? gettext("These words stand nowhere else in the article.") : gettext("These words run over several paragraphs: mark a part within one, then look for that.");
      return [title, words, h("p", {}, nowhere), h("p", { class: "same-foot" }, cancel)];
    }

    const shown = [...places.filter(({ isTaken }) => !isTaken), ...places.filter(({ isTaken }) => isTaken)].slice(0, MOST).sort((one, other) => one.from - other.from);
    const rows = shown.map((place) => rowOf(place, manuscript.root.lang));
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
        button(gettext("Choose all"), () => all(true), { key: "same-all" }),
        button(gettext("Choose none"), () => all(false), { key: "same-none" }),
      ),
      h("ul", { class: "same-places", onchange: count }, rows.map(({ row }) => row)),
      places.length > MOST && h("p", { class: "help" }, interpolate(gettext("The first %(n)s are shown. Mark them, then come back for the rest."), { n: MOST })),
      note,
      h("p", { class: "same-foot" }, apply, cancel),
    ].filter(Boolean);
  }

  function carryOut(annotation, { role }, places, rows, withNote) {
    const chosen = places.filter((_, place) => rows[place].box.checked);
    const anchors = chosen.map(({ from, to }) => ({ role, start: from, end: to, exact: manuscript.quote(from, to) }));
    dialog.close();
    const message = ngettext("Marked %(n)s more place. Undo takes it back.", "Marked %(n)s more places. Undo takes all of them back.", anchors.length);
    editing.repeat(annotation, anchors, withNote ? annotation.state.note : "", interpolate(message, { n: anchors.length }));
  }

  return { open };
}

/** Where annotations of the same kind have that role already. */
function takenPlaces(state, { state: { kind } }, role) {
  return annotationsOf(state)
    .filter((one) => one.state.kind === kind)
    .flatMap((one) => one.state.anchors.filter((anchor) => anchor.role === role));
}

function rowOf({ block, start, end, isTaken }, lang) {
  const box = h("input", { type: "checkbox", checked: !isTaken });
  const before = block.text.slice(Math.max(0, start - AROUND), start);
  const after = block.text.slice(end, end + AROUND);
  const context = h(
    "span",
    { class: "same-context", dir: getComputedStyle(block.element).direction, lang: block.element.lang || lang },
    start > AROUND && "…",
    start > AROUND ? before.slice(before.indexOf(" ") + 1) : before,
    h("mark", {}, block.text.slice(start, end)),
    end + AROUND < block.text.length ? `${after.slice(0, Math.max(after.lastIndexOf(" "), 0))}…` : after,
  );
  return { box, row: h("li", {}, h("label", { class: "choice" }, box, context, isTaken && h("span", { class: "badge" }, gettext("marked already")))) };
}
