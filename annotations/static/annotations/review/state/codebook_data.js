/** The codebook of the reading, as `CodebookSpec.as_json()` gives it: the page's import map leads to it. */

export const codebook = null;
