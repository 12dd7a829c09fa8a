/** Whose a key press is. */

const ITS_KEY = 229;

/**
 * Whether a press is for an input method, which makes letters of it: then it means nothing else. Safari tells of the press
 * that ends a composition only after it has ended, by `keyCode` alone, and so do keyboards on glass.
 * @param {KeyboardEvent} event
 */
export function isForInputMethod({ isComposing, keyCode }) {
  return isComposing || keyCode === ITS_KEY;
}
