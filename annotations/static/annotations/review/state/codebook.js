/** Looking things up in a codebook. Pure. */

/** @param {any} codebook as `CodebookSpec.as_json()` gives it */
export function kindOf(codebook, key) {
  return codebook.annotations.find((kind) => kind.key === key);
}

export function labelOf(codebook, annotation) {
  return kindOf(codebook, annotation.kind)?.labels.find((label) => label.key === annotation.label);
}

/** The role that a first selection gets: one that is needed, else the first. */
export function firstRole(kind) {
  return (kind.roles.find((role) => role.min > 0) ?? kind.roles[0])?.key;
}

/** Whether there is nothing to it without words: one role, and a needed one. Others may be begun first. */
export function needsWords(kind) {
  return kind.roles.length === 1 && kind.roles[0].min > 0;
}

/** How a role of a kind is painted; one that the codebook does not know, plainly. */
export function paintOf(kind, role) {
  return kind?.roles.find(({ key }) => key === role)?.paint ?? "grey";
}

/** The relations that an annotation of a kind can begin. */
export function relationsFrom(codebook, kind) {
  return codebook.relations.filter((relation) => relation.from.includes(kind));
}
