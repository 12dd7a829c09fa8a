/**
 * Where lines end within words that are painted. As a rule a browser leaves the space there out of the line; a block that
 * keeps each of its spaces (`data-spaced`) keeps that one, too, and it would be painted.
 */

const SPACES = /[ \t]+/g;

/** @param {object} words the article as `manuscript.js` has it */
export function createLineEnds(words) {
  // One range for all measuring: every live range costs at each change of the document.
  const measure = document.createRange();

  function lineOf(node, unit) {
    measure.setStart(node, unit);
    measure.setEnd(node, unit + 1);
    return measure.getBoundingClientRect();
  }

  /** Stretches of a node between two units, without the spaces at which lines end. */
  function* linesOf(node, from, to) {
    let start = from;
    for (const { index, 0: spaces } of node.data.slice(from, to).matchAll(SPACES)) {
      const [last, next] = [from + index - 1, from + index + spaces.length];
      if (last < start || next >= to || lineOf(node, next).top < lineOf(node, last).bottom) continue;
      yield [start, last + 1];
      start = next;
    }
    yield [start, to];
  }

  return {
    keepsSpaces: words.blocks.some(({ element }) => element.hasAttribute("data-spaced")),

    /** What is seen of the text from one offset to another, as `rangesOf` gives it. It depends on where lines end now. */
    seenRangesOf(start, end) {
      return words.rangesOf(start, end).flatMap((range) => {
        const { startContainer: node, startOffset, endOffset } = range;
        if (!node.parentElement.hasAttribute("data-spaced")) return [range];
        return Array.from(linesOf(node, startOffset, endOffset), ([from, to]) => ({ startContainer: node, startOffset: from, endContainer: node, endOffset: to }));
      });
    },
  };
}
