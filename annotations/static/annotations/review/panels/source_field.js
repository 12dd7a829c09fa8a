/**
 * The source of the registry to which an annotation points: proposed from the words that mark it, found while a name is
 * typed, new, or unknown. A combobox with a list (WAI-ARIA); the list stands in the panel, so that it needs no room above it.
 */

import { h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { createSourceAlias } from "./source_alias.js";
import { createSourceFinding, NOTHING } from "./source_finding.js";
import { sourceKeys } from "./source_keys.js";
import { sourceLinked } from "./source_linked.js";
import { sourceInput } from "./source_list.js";
import { told } from "./problems_told.js";
import { markedWords, sourceBefore, sourcesHere } from "./sources_here.js";
import { kindOf, paintOf } from "../state/codebook.js";
import { nameOfSource } from "../state/names.js";
import { activeOf } from "../state/reducer.js";

/** @param {{store: object, editing: object, api: object, drafts: object, leave: () => void}} parts leave: back to the article */
export function createSourceField({ store, editing, api, drafts, leave }) {
  const place = h("div", { class: "field source-field", "data-path": "source" });
  const input = sourceInput();
  const problem = h("div");
  const field = { place, input, id: null, marked: "", saysUnnamed: false, found: NOTHING };
  const say = (message) => store.send({ type: "said", message });
  const unknown = () => Object.values(store.state.sources).filter(({ key }) => key === "unknown").forEach((entry) => link(entry));
  const alias = createSourceAlias({ store, api, taken: () => finding.renew() });
  const finding = createSourceFinding({ field, api, drafts, leave, say, choose, added, unknown, unnamed, here: () => sourcesHere(store.state, field.id) });

  /** The field for an annotation; null where it has nothing to do with sources. */
  function draw(annotation, state) {
    const { kind, source } = annotation.state;
    const role = kindOf(state.codebook, kind).source_role;
    if (!role && source === null) return null;
    if (annotation.id !== field.id) begin(annotation.id);
    if (source === null) drawFree(annotation, role, told(annotation, "source"));
    else place.replaceChildren(title("h3", { class: "field-title" }), linked(annotation, role, { api, store, remove: () => link(null) }), alias.draw());
    return place;
  }

  function drawFree(annotation, role, amiss) {
    field.marked = markedWords(annotation.state, role);
    field.saysUnnamed = Boolean(kindOf(store.state.codebook, annotation.state.kind).source_anonymous);
    finding.look();
    if (input.parentElement !== place) place.replaceChildren(title("label", { for: input.id }), problem, ...finding.elements());
    problem.replaceChildren(amiss ?? "");
    finding.show();
  }

  function begin(id) {
    [field.id, field.marked] = [id, ""];
    alias.offer(null);
    finding.begin();
  }

  function choose(source) {
    link(source, nameOffered(field.found, source));
  }

  function added(source, id) {
    finding.renew();
    link(source, { id });
  }

  /** Point to a source, or to none, and go on in the article, unless that is what was wanted of an annotation left since. */
  function link(source, { alias: offered = null, id = field.id, message = "" } = {}) {
    if (id === field.id) {
      if (place.contains(document.activeElement)) leave();
      finding.end();
      alias.offer(offered);
    }
    const sources = { ...store.state.sources, ...(source && { [source.id]: source }) };
    const there = store.state.objects.annotation[id];
    if (there && !there.deleted) editing.source(there, source?.id ?? null, { sources, message });
  }

  function sameAsBefore() {
    finding.end();
    alias.offer(null);
    linkAsBefore(store.state, field.id, editing);
  }

  function unnamed() {
    if (place.contains(document.activeElement)) leave();
    finding.end();
    editing.unnamedSource(activeOf(store.state), { message: gettext("The source is not named: its words describe it.") });
  }

  /** To the field, or to the source that the annotation points to already. */
  function go() {
    if (input.parentElement === place) return finding.go();
    place.querySelector("a, button").focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  return { draw, keys: () => sourceKeys({ place, alias, go, unknown, sameAsBefore }) };
}

function linked({ state: { kind, source } }, role, { api, store, remove }) {
  const { codebook, sources } = store.state;
  if (!sources[source]) learn(source, { api, store });
  return sourceLinked(source, sources[source], { paint: paintOf(kindOf(codebook, kind), role), remove });
}

/** The marked words as one more name of a source, where they are a name and none of its own. */
function nameOffered({ name, is_mention: isMention }, { id, is_named: isNamed }) {
  if (isNamed !== false || !name || isMention) return {};
  return { alias: { id, name }, message: interpolate(gettext("Linked. Y remembers «%(name)s» as another name of it."), { name }) };
}

/** The source of the annotation before speaks on: a pronoun, or none in the text, refers back to it. */
function linkAsBefore(state, id, editing) {
  const before = sourceBefore(state, id);
  const name = nameOfSource(state.sources[before.state.source]);
  editing.sourceOf(state.objects.annotation[id], before, { message: interpolate(gettext("Linked: %(name)s, as before."), { name }) });
}

/** A source that another tab or device linked. */
async function learn(number, { api, store }) {
  const source = await api.getSource(number).catch(() => null);
  if (source) store.send({ type: "sources", sources: { [number]: source } });
}

function title(tag, attributes) {
  return h(tag, attributes, gettext("Source in the registry"), " ", h("kbd", {}, "R"));
}
