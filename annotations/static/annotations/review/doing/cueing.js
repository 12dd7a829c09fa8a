/** What the words of the text propose: the label by its cue, who is the source beside it, and where to go next. */

import { pointsOf, unitsOf } from "../../../articles/js/spans.js";
import { kindOf } from "../state/codebook.js";
import { hasFlow } from "../state/flow.js";
import { cueFinder } from "../text/cues.js";
import { placesOfInterest } from "../text/interest.js";
import { sourceBeside } from "../text/sourcing.js";

export function createCueing({ codebook, text }) {
  const kinds = codebook.annotations.filter((kind) => hasFlow(kind) && kind.labels.some(({ cues }) => cues?.length));
  const finders = new Map(kinds.map((kind) => [kind.key, cueFinder(kind)]));
  const inPoints = ({ start, end }) => ({ start: pointsOf(text, start), end: pointsOf(text, end) });
  let places = null;

  const cuesOf = (kind) => finders.get(kind)?.(text) ?? [];
  const cueWithin = (kind, start, end) => cuesOf(kind).find((cue) => start <= cue.start && cue.end <= end) ?? null;

  /** The first cue in the words that begin an annotation of a kind; null where it has no such words. */
  function cueOf({ kind: key, anchors }) {
    const kind = kindOf(codebook, key);
    const [first] = anchors.filter(({ role }) => role === kind.flow[0]).sort((one, other) => one.start - other.start);
    return first && finders.has(key) ? cueWithin(key, unitsOf(text, first.start), unitsOf(text, first.end)) : null;
  }

  function placesNow() {
    places ??= placesOfInterest(text, [...finders.keys()].flatMap(cuesOf)).map((place) => ({ ...place, ...inPoints(place), whole: inPoints(place.whole) }));
    return places;
  }

  return {
    /** The label that the cue of an annotation has, if no other label has it too; else "". */
    labelOf(state) {
      const { labels } = cueOf(state) ?? { labels: [] };
      return labels.length === 1 ? labels[0] : "";
    },

    /** Who is probably the source of what an annotation marks by its cue, in code points: see `sourceBeside`. */
    sourceOf(state) {
      const kind = kindOf(codebook, state.kind);
      const [first] = state.anchors.filter(({ role }) => role === kind.flow[0]);
      if (!first || !kind.source_role || state.anchors.some(({ role }) => role === kind.source_role)) return null;
      const cue = cueOf(state);
      const found = cue && sourceBeside(text, cue, (start, end) => cueWithin(state.kind, start, end));
      return found && { ...inPoints(found), role: kind.source_role, attributes: found.isPronoun ? (kind.source_suffix ?? {}) : {} };
    },

    /** The quotation or clause that the spans are, with its marks or particle; null where they are none. */
    quotedAt(spans) {
      const [span, ...more] = spans;
      const isThere = ({ type, start, end }) => type !== "verb" && start === span.start && end === span.end;
      return span && !more.length ? (placesNow().find(isThere)?.whole ?? null) : null;
    },

    /** Where an analyst wants to come, in code points and in the order of the text: see `placesOfInterest`. */
    places: placesNow,
  };
}
