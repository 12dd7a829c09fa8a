/** Where the text cursor stands: worked out from letters, since of a place between two each browser says something else. */

const RIGHT_TO_LEFT = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1eeff}`;
// Arabic numbers are read from their left, too.
const FROM_LEFT = new RegExp(String.raw`^(?:[٠-٩۰-۹]|(?![${RIGHT_TO_LEFT}])[\p{L}\p{Nd}])`, "u");
const FROM_RIGHT = new RegExp(String.raw`^(?=[${RIGHT_TO_LEFT}])\p{L}`, "u");
// What makes letters run against their nature.
const OVERRIDE = /[\u202d\u202e]/;

/**
 * @param {object} words the article as `manuscript.js` has it
 * @param {(block: object, unit: number, offset: number) => DOMRect[]} lettersTo what is seen between a unit of a block and an offset
 */
export function createCarets(words, lettersTo) {
  /**
   * Where the text cursor stands at an offset: a rectangle one line high, in the window. Where a line or a direction of
   * reading ends and another begins, it stands at the one that begins, on the side from which that is read; with `isEnd`, at
   * the one that ends.
   */
  function caretOf(offset, isEnd = false) {
    const { block } = words.placeOf(offset);
    const letter = letterBeside(block, offset, !isEnd) ?? letterBeside(block, offset, isEnd);
    if (!letter) return null;
    const { left, right, top, bottom } = letter.place;
    return { x: (letter.start === offset) === isReadFromLeft(block, letter) ? left : right, top, bottom };
  }

  /** The letter of a block before or after an offset, and where it is seen. */
  function letterBeside(block, offset, forward) {
    const other = words.beside(offset, forward);
    const [place] = other === offset ? [] : lettersTo(block, words.unitIn(block, offset), other);
    return place && { start: Math.min(offset, other), end: Math.max(offset, other), place };
  }

  /** Which way a letter is read: most say so themselves, the others go with what they stand beside. */
  function isReadFromLeft(block, { start, end, place }) {
    const letter = words.quote(start, end);
    const isOwn = !OVERRIDE.test(block.text);
    if (isOwn && FROM_LEFT.test(letter)) return true;
    if (isOwn && FROM_RIGHT.test(letter)) return false;
    const [before, after] = [letterBeside(block, start, false)?.place, letterBeside(block, end, true)?.place];
    if (meets(before, "right", place, "left") || meets(place, "right", after, "left")) return true;
    if (meets(before, "left", place, "right") || meets(place, "left", after, "right")) return false;
    return getComputedStyle(block.element).direction === "ltr";
  }

  return { caretOf };
}

export function isOneLine(one, other) {
  const middle = (other.top + other.bottom) / 2;
  return one.top < middle && middle < one.bottom;
}

/** Whether a side of one letter is that of another on its line. */
function meets(one, side, other, itsSide) {
  return Boolean(one && other) && isOneLine(one, other) && Math.abs(one[side] - other[itsSide]) < 0.5;
}
