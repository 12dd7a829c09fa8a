/**
 * How far below their line the letters of a block reach in the face that they are set in: dots, vowel signs, hamzas, bowls.
 * The lines of marks keep clear of them, and of the letters of the next line. In ems, as `--lane` and `--lane-step` of the
 * block: where the first lane lies below the line, and how far lanes are apart. The rules are in marks.css.
 */

const CLEAR = 0.06;
/** Where the first lane lies at least, and how far lanes are apart at most and at least. */
const FIRST = 0.26;
const APART = 0.24;
const NARROW = 0.14;
/** How thick the lines of a lane are. */
const THICK = 0.12;

export function createDepths(manuscript) {
  const ruler = document.createElement("canvas").getContext("2d");
  const measured = new Set();

  function measure({ element, text }) {
    const { font, fontSize, lineHeight } = getComputedStyle(element);
    const em = parseFloat(fontSize);
    ruler.font = font;
    const words = new Set(text.split(/\s+/));
    const { actualBoundingBoxDescent, actualBoundingBoxAscent } = ruler.measureText([...words].join(" "));
    const first = Math.max(FIRST, actualBoundingBoxDescent / em + CLEAR);
    const room = (parseFloat(lineHeight) - actualBoundingBoxAscent) / em - THICK - first;
    return [first, Math.max(NARROW, Math.min(APART, room / 2))];
  }

  return {
    /** Measure what has not been, since it was last said to be otherwise. */
    know(blocks) {
      const fresh = blocks.filter((block) => !measured.has(block));
      // All are measured before any is changed.
      for (const [{ element }, [lane, step]] of fresh.map((block) => [block, measure(block)])) {
        element.style.setProperty("--lane", `${lane.toFixed(3)}em`);
        element.style.setProperty("--lane-step", `${step.toFixed(3)}em`);
      }
      for (const block of fresh) measured.add(block);
    },

    /** The face, its size or the distance of lines may have changed. */
    forget: () => measured.clear(),
  };
}
