/**
 * The relations of an annotation, and how to add one: the other annotation is pressed in the text or the margin, or found
 * by its words.
 */

import { bdi, button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { relationSearch } from "./relation_search.js";
import { kindOf, relationsFrom } from "../state/codebook.js";
import { inverseNameOf, nameOf } from "../state/names.js";
import { quoteOf, shortOf } from "../state/naming.js";
import { likelyRelations } from "../state/relating.js";
import { annotationsOf, atHand, isWritable, relationsOf } from "../state/reducer.js";
import { fold } from "../text/fold.js";

const SHOWN = 8;
const AROUND = 24;

export function createRelations({ store, editing, manuscript, redraw }) {
  const acts = { activate: (id) => store.send({ type: "activated", id }), unrelate: editing.unrelate };
  /** `{from, relation}` while the other annotation is looked for. */
  let adding = null;
  let query = "";
  // Alt and an arrow walk from one annotation to the next: going there is not choosing it.
  let isWalking = false;
  addEventListener("keydown", (event) => (isWalking = event.altKey), true);
  addEventListener("pointerdown", () => (isWalking = false), true);

  function draw(state, annotation) {
    const ties = relationsOf(state, annotation.id);
    const possible = relationsFrom(state.codebook, annotation.state.kind);
    if (!ties.length && !possible.length) return null;
    return h(
      "div",
      { class: "field" },
      h("h3", { class: "field-title" }, gettext("Relations")),
      ties.length > 0 && h("ul", { class: "parts" }, ties.map((tie) => tieOf(state, annotation, tie, acts))),
      isWritable(state) && possible.length > 0 && (adding?.from === annotation.id ? search(state, annotation, possible) : beginning(() => begin(annotation, likeliest(state, annotation).key))),
    );
  }

  function begin(annotation, relation) {
    adding = { from: annotation.id, relation };
    query = "";
    redraw("tie-search");
  }

  function stop() {
    adding = null;
    redraw("new-tie");
  }

  function search(state, annotation, possible) {
    const relation = possible.find(({ key }) => key === adding.relation) ?? possible[0];
    return relationSearch({
      possible,
      relation,
      query,
      found: () => foundFor(state, { annotation, relation, query, manuscript, tie: (other) => tie(annotation, relation, other) }),
      typed: (words) => (query = words),
      turn(key) {
        adding = { ...adding, relation: key };
        redraw("tie-search");
      },
      stop,
    });
  }

  function tie(annotation, relation, other) {
    adding = null;
    editing.relate(relation.key, annotation.id, other.id);
    redraw("new-tie");
  }

  /** Whether the annotation that became the active one was meant as the other end; the first is then active again. */
  function taken(state) {
    if (!adding || state.active === adding.from) return false;
    const { from, relation: key } = adding;
    const [first, other] = [state.objects.annotation[from], state.objects.annotation[state.active]];
    adding = null;
    if (!other || !first || first.deleted || isWalking) return false;
    const relation = state.codebook.relations.find((one) => one.key === key);
    const now = atHand(state, from);
    if (canBeTied(state, first, relation, other)) editing.relate(key, from, other.id, now);
    else store.send({ type: "turned", now: { ...now, message: gettext("These two cannot be related like this.") } });
    return true;
  }

  return {
    draw,
    taken,
    /** Look for the other end of a new relation. */
    add(state, annotation) {
      const relation = likeliest(state, annotation);
      if (relation) begin(annotation, relation.key);
    },
  };
}

function likeliest(state, annotation) {
  return likelyRelations(state, annotation)[0]?.relation;
}

function beginning(begin) {
  return button(gettext("Add a relation"), begin, { look: "quiet", key: "new-tie", hotkey: "K" });
}

function tieOf(state, annotation, tie, { activate, unrelate }) {
  const relation = state.codebook.relations.find((one) => one.key === tie.state.label);
  const outward = tie.state.from === annotation.id;
  const other = state.objects.annotation[outward ? tie.state.to : tie.state.from];
  return h(
    "li",
    { class: "part" },
    h("span", { class: "part-role" }, outward ? nameOf(relation) : inverseNameOf(relation)),
    h(
      "button",
      { type: "button", class: "link-button", "data-key": `tie-${tie.id}`, onclick: () => activate(other.id) },
      bdi(shortOf(state, other)),
    ),
    isWritable(state) && button(gettext("Remove"), () => unrelate(tie), { key: `untie-${tie.id}` }),
  );
}

/** The words around, by which two annotations of the same words are told apart. */
function context({ state: { anchors } }, manuscript) {
  if (!anchors.length) return null;
  const { block, unit } = manuscript.placeOf(anchors[0].start);
  const around = block.text.slice(Math.max(0, unit - AROUND), unit + AROUND + anchors[0].exact.length);
  return h("span", { class: "help", dir: "auto" }, unit > AROUND && "…", around.slice(unit > AROUND ? around.indexOf(" ") + 1 : 0), "…");
}

/** The annotations that can be at the other end and have these words: the likely ones first, then those nearest in the text. */
function foundFor(state, { annotation, relation, query, manuscript, tie }) {
  const wanted = fold(query).trim();
  const possible = annotationsOf(state).filter((other) => canBeTied(state, annotation, relation, other) && foldedWords(state, other).includes(wanted));
  const here = placeOf(annotation);
  const likely = likelyRelations(state, annotation).find((one) => one.relation === relation).others;
  possible.sort((one, other) => likely.has(other.id) - likely.has(one.id) || Math.abs(placeOf(one) - here) - Math.abs(placeOf(other) - here));
  if (!possible.length) return [h("li", { class: "help" }, gettext("No annotation that fits."))];
  return possible.slice(0, SHOWN).map((other) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "link-button", "data-key": `tie-to-${other.id}`, "data-likely": likely.has(other.id), onclick: () => tie(other) },
        bdi(shortOf(state, other)),
      ),
      likely.has(other.id) && [" ", h("span", { class: "badge" }, gettext("likely"))],
      context(other, manuscript),
    ),
  );
}

function canBeTied(state, annotation, relation, other) {
  if (other.id === annotation.id || !relation.to.includes(other.state.kind)) return false;
  return !relationsOf(state, annotation.id).some((tie) => tie.state.label === relation.key && [tie.state.from, tie.state.to].includes(other.id));
}

/** From where it is near to others: the head of the article, where it has no words. */
function placeOf(annotation) {
  return annotation.state.anchors[0]?.start ?? 0;
}

const folded = new WeakMap();
function foldedWords(state, annotation) {
  if (!folded.has(annotation)) folded.set(annotation, fold(`${nameOf(kindOf(state.codebook, annotation.state.kind))} ${quoteOf(annotation.state)} ${annotation.state.note}`));
  return folded.get(annotation);
}
