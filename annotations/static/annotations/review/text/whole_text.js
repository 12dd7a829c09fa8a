/**
 * The text of the whole revision: of each block as the page shows it, and what stands before, between and after them.
 * @param {HTMLElement} root the article in the page
 * @param {string[]} between one more than there are blocks
 */
export function wholeText(root, between) {
  const blocks = [...root.querySelectorAll("[data-start]")];
  return between.map((text, place) => text + (blocks[place]?.firstChild.data ?? "")).join("");
}
