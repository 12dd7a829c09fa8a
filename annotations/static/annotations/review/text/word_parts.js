/** What is written together with a word of the article, and may be left out of what is chosen. */

import { cliticEdge } from "./steps.js";

// What is written together with the next word and is rarely the first letter of a name: «و» in «واتهم».
const AND = "و";

export function createWordParts(manuscript) {
  const offsetIn = (block, unit) => manuscript.offsetIn(block, unit);

  /** A span without the clitic at its start or end; null where the letters allow no cut. */
  function withoutClitic({ start, end }, atStart) {
    const { block, unit } = manuscript.placeOf(atStart ? start : end);
    const other = manuscript.placeOf(atStart ? end : start);
    const across = other.block === block ? other.unit : atStart ? block.text.length : 0;
    const edge = cliticEdge(block.text, atStart ? unit : across, atStart ? across : unit, atStart);
    if (edge === null) return null;
    return atStart ? { start: offsetIn(block, edge), end } : { start, end: offsetIn(block, edge) };
  }

  /** The letter before the first word of a span that may stay outside, and the span without it; null where there is none. */
  function leftOut(span) {
    const rest = withoutClitic(span, true);
    const letter = rest && manuscript.quote(span.start, rest.start).at(0);
    return letter === AND ? { letter, rest } : null;
  }

  /** The pronoun at the end of a single word; null where the words are several or have none. */
  function pronounOf(span) {
    const rest = /\s/.test(manuscript.quote(span.start, span.end)) ? null : withoutClitic(span, false);
    return rest && { start: rest.end, end: span.end };
  }

  return { withoutClitic, leftOut, pronounOf };
}
