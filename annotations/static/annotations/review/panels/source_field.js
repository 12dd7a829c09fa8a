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
import { kindOf, paintOf } from "../state/codebook.js";
import { activeOf, annotationsOf } from "../state/reducer.js";

const LONGEST_MARKED = 600;

/** @param {{store: object, editing: object, api: object, drafts: object, leave: () => void}} parts leave: back to the article */
export function createSourceField({ store, editing, api, drafts, leave }) {
  const place = h("div", { class: "field source-field", "data-path": "source" });
  const input = sourceInput();
  const problem = h("div");
  const field = { place, input, id: null, marked: "", saysUnnamed: false, found: NOTHING };
  const say = (message) => store.send({ type: "said", message });
  const unknown = () => Object.values(store.state.sources).filter(({ key }) => key === "unknown").forEach((entry) => link(entry));
  const alias = createSourceAlias({ store, api, taken: () => finding.renew() });
  const finding = createSourceFinding({ field, api, drafts, leave, say, choose, added, unknown, unnamed, known: () => usedBeside(store.state) });

  /** The field for an annotation; null where it has nothing to do with sources. */
  function draw(annotation, state) {
    const { kind, source } = annotation.state;
    const role = kindOf(state.codebook, kind).source_role;
    if (!role && source === null) return null;
    if (annotation.id !== field.id) begin(annotation.id);
    if (source === null) drawFree(annotation, role, told(annotation, "source"));
    else place.replaceChildren(title("h3", { class: "field-title" }), linked(annotation, state, role), alias.draw());
    return place;
  }

  function drawFree(annotation, role, amiss) {
    field.marked = markedWords(annotation, role);
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

  function linked({ state: { kind, source } }, { codebook, sources }, role) {
    if (!sources[source]) learn(source, { api, store });
    return sourceLinked(source, sources[source], { paint: paintOf(kindOf(codebook, kind), role), remove: () => link(null) });
  }

  function choose(source) {
    const { name } = field.found;
    if (source.is_named !== false || !name) return link(source);
    const message = interpolate(gettext("Linked. Y remembers «%(name)s» as another name of it."), { name });
    link(source, { alias: { id: source.id, name }, message });
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

  return { draw, keys: () => sourceKeys({ place, alias, go, unknown }) };
}

/** A source that another tab or device linked. */
async function learn(number, { api, store }) {
  const source = await api.getSource(number).catch(() => null);
  if (source) store.send({ type: "sources", sources: { [number]: source } });
}

function title(tag, attributes) {
  return h(tag, attributes, gettext("Source in the registry"), " ", h("kbd", {}, "R"));
}

/** Those that this reading points to already, the one that spoke last before first: the same source often speaks on. */
function usedBeside(state) {
  const annotations = annotationsOf(state);
  const place = annotations.findIndex(({ id }) => id === state.active);
  const near = [...annotations.slice(0, place).reverse(), ...annotations.slice(place + 1)].map((one) => state.sources[one.state.source]);
  const all = [...near, ...Object.values(state.sources).reverse()].filter((source) => source && source.key !== "unknown");
  return [...new Map(all.map((source) => [source.id, source])).values()];
}

/** The words by which the article names the source, in the order of the text. */
function markedWords({ state: { anchors } }, source) {
  const parts = anchors.filter((anchor) => anchor.role === source).sort((one, other) => one.start - other.start);
  return [...parts.map((anchor) => anchor.exact).join(" ")].slice(0, LONGEST_MARKED).join("");
}
