/** The side panel of the annotation being worked on: kind, label, parts, attributes, source, note, relations. */

import { h, redraw, scrolledTo } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { attributeOf, laterOf, noteOf } from "./annotation_fields.js";
import { explanationOf } from "./explaining.js";
import { createKindChoice } from "./kind_choice.js";
import { createLabelPicker } from "./label_picker.js";
import { createMissing } from "./missing.js";
import { panelHeading } from "./panel_heading.js";
import { addPanelKeys } from "./panel_keys.js";
import { createParts } from "./parts_field.js";
import { createRelations } from "./relation_field.js";
import { createSheet } from "./sheet.js";
import { told } from "./problems_told.js";
import { kindOf } from "../state/codebook.js";
import { LATER } from "../state/frame.js";
import { nameOf } from "../state/names.js";
import { activeOf, isWritable, relationsOf } from "../state/reducer.js";

export function createPanel({ place, store, editing, manuscript, sourceField, shortcuts, cueing }) {
  let drawn = null;
  let seen = [];
  const sheet = createSheet(place);
  const labelPicker = createLabelPicker({ choose: (annotation, label) => editing.label(annotation, label) });
  const relations = createRelations({ store, editing, manuscript, redraw: show });
  keepFromSecondClicks(place);
  const kindChoice = createKindChoice({ place, editing, show });
  const missing = createMissing({ place, store, sheet, manuscript });
  const parts = createParts({ editing, manuscript, findSame, show });

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
    kindChoice.close();
    sheet.set("half");
    for (const one of [place, place.parentElement]) if (scrolledTo(one)) one.scrollTop = 0;
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
    return [
      sheet.handle,
      panelHeading(kind, { close: () => store.send({ type: "activated", id: null }), remove: writable && (() => editing.remove(annotation)) }),
      missing.draw(annotation),
      explanationOf(kind, { class: "explained kind-meaning" }),
      h("fieldset", { class: "panel-body", disabled: !writable }, h("legend", { class: "visually-hidden" }, nameOf(kind)), fields(state, annotation, kind)),
      relations.draw(state, annotation),
      kindChoice.draw(state, annotation, kind, writable),
      sheet.end,
      h("div", { class: "panel-more", "aria-hidden": "true" }),
    ];
  }

  /** What comes next once the words are marked stands first. */
  function fields(state, annotation, kind) {
    return [
      [labelPicker.draw(kind, annotation, told(annotation, "label")), labelOfCue(annotation, cueing)],
      sourceField.draw(annotation, state),
      parts.draw(kind, annotation, { writable: isWritable(state) }),
      kind.attributes.map((attribute, place) => attributeOf(annotation, attribute, { store, editing, place })),
      noteOf(annotation, { store, editing }),
      LATER.map((field) => laterOf(annotation, field, { editing })),
    ];
  }

  /** The list of places where the words of a part stand again. It is wanted rarely: its module comes when it is. */
  let same = null;
  async function findSame(...part) {
    same ??= import("./same_phrase.js").then(({ createSamePhrase }) => createSamePhrase({ store, editing, manuscript, main: place.closest("main") }));
    (await same).open(...part);
  }

  addPanelKeys({ shortcuts, store, missing, kindChoice, relations, findSame });
  store.subscribe(draw, { waits: true });
}

/** Where a label is what the cue proposes, it is said that it is. */
function labelOfCue({ state }, cueing) {
  if (!state.label || cueing.labelOf(state) !== state.label) return null;
  return h("p", { class: "help", "data-part": "label-of-cue" }, gettext("The label goes by the word that marks it; choose another where it does not fit."));
}

/** The bar beside the words lies over the panel: the second of two clicks was meant for what is gone from there. */
function keepFromSecondClicks(place) {
  let isOurs = false;
  addEventListener("click", (event) => {
    if (event.detail === 1) isOurs = place.contains(event.target);
    if (event.detail < 2 || isOurs || !place.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
}

/** The relations of an annotation and what stands at their other ends. */
function tied(state, { id }) {
  const ties = relationsOf(state, id);
  return [...ties, ...ties.map((tie) => state.objects.annotation[tie.state.from === id ? tie.state.to : tie.state.from])];
}
