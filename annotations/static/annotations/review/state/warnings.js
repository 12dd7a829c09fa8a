/** What an annotation says that is allowed and hardly ever meant. Pure but for the words' language. */

import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { kindOf } from "./codebook.js";
import { nameOf } from "./names.js";
import { annotationsOf, isTold } from "./reducer.js";

const none = [];
let known = { annotation: null, relation: null, warnings: none };

/**
 * `{annotation, message}` of each, in the order of the text: the same list until something changes.
 * @returns {{annotation: object, message: string}[]}
 */
export function warningsOf(state) {
  const { annotation, relation } = state.objects;
  if (known.annotation !== annotation || known.relation !== relation) known = { annotation, relation, warnings: found(state) };
  return known.warnings;
}

function found(state) {
  const first = new Map();
  const empty = emptyTies(state);
  return annotationsOf(state).flatMap((annotation) => {
    const messages = [...twice(annotation, first), ...overlaps(state.codebook, annotation), ...(empty.get(annotation.id) ?? none)];
    return messages.map((message) => ({ annotation, message }));
  });
}

/** The same words marked again as the same. */
function twice({ state: { kind, label, anchors } }, first) {
  if (!anchors.length) return none;
  const places = anchors.map(({ role, start, end }) => `${role} ${start} ${end}`).sort();
  const what = [kind, label, ...places].join("\n");
  const isKnown = first.has(what);
  first.set(what, true);
  return isKnown ? [gettext("The same words are marked twice as the same.")] : none;
}

/** Words of two roles that share letters, where the codebook does not expect it; one that names no such roles expects anything. */
function overlaps(codebook, { state: { kind, anchors } }) {
  const { roles } = kindOf(codebook, kind);
  if (!roles.some(({ may_overlap: others }) => others.length)) return none;
  const role = new Map(roles.map((one) => [one.key, one]));
  const mayShare = (one, other) => one === other || role.get(one).may_overlap.includes(other) || role.get(other).may_overlap.includes(one);
  const pairs = new Set();
  for (const one of anchors) {
    for (const other of anchors) {
      if (one.role < other.role && one.start < other.end && other.start < one.end && !mayShare(one.role, other.role)) pairs.add([one.role, other.role].join(" "));
    }
  }
  return [...pairs].map((pair) => {
    const [one, other] = pair.split(" ").map((key) => nameOf(role.get(key)));
    return interpolate(gettext("“%(one)s” and “%(other)s” share words."), { one, other });
  });
}

/** Relations that say something lies in quoted words in which it does not lie, by the annotation that they lead from. */
function emptyTies({ codebook, objects }) {
  const nested = new Map(codebook.relations.filter((relation) => relation.nested).map((relation) => [relation.key, relation]));
  const messages = new Map();
  for (const tie of Object.values(objects.relation)) {
    const relation = isTold(tie) && nested.get(tie.state.label);
    const [outer, inner] = relation ? [tie.state.from, tie.state.to].map((id) => objects.annotation[id]) : none;
    if (!outer || !inner || liesIn(codebook, outer, inner)) continue;
    const message = interpolate(gettext("“%(name)s” leads to words that do not lie in the quoted ones."), { name: nameOf(relation) });
    messages.set(outer.id, [...(messages.get(outer.id) ?? none), message]);
  }
  return messages;
}

/** Whether some of the words of one lie in what another quotes. What has no words on either side cannot be judged. */
function liesIn(codebook, outer, inner) {
  const quoted = kindOf(codebook, outer.state.kind).quoted_role;
  const around = outer.state.anchors.filter(({ role }) => role === quoted);
  const words = inner.state.anchors;
  if (!around.length || !words.length) return true;
  return words.some(({ start, end }) => around.some((one) => one.start < end && start < one.end));
}
