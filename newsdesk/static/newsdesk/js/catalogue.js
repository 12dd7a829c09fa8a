/** What the interface says in the page's language. A page's import map leads to that; without one, English is spoken. */

export const catalogue = {};
