/** What an annotation still lacks; the twin of `problems` in annotations/writing/structure.py, checked by `tests/vectors/problems.json`. */

const MESSAGES = {
  label_missing: { ar: "اختر تصنيفاً", en: "Choose a label" },
  role_missing: { ar: "حدّد في النص: {name}", en: "Mark in the text: {name}" },
  role_too_few: { ar: "حدّد مزيداً من «{name}»: {min} على الأقل", en: "Mark more of “{name}”: at least {min}" },
  role_too_many: { ar: "أزل بعض «{name}»: {max} على الأكثر", en: "Remove some of “{name}”: at most {max}" },
  attribute_missing: { ar: "حدّد: {name}", en: "Fill in: {name}" },
  article_label_missing: { ar: "صنّف المقال: {name}", en: "Label the article: {name}" },
};

// White space and the marks that print nothing, listed as on the server: \s is something else.
const NOTHING =
  /^[\t\n\v\f\r \u0085\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff]*$/;

/**
 * @typedef {{code: string, path: string, message_ar: string, message_en: string}} Problem
 * @param {object} codebook as `CodebookSpec.as_json()` gives it
 * @param {object} state an annotation's; a key left out is empty
 * @returns {Problem[]} in the codebook's order
 */
export function problems(codebook, state) {
  const kind = codebook.annotations.find(({ key }) => key === state.kind);
  return [
    ...(state.label ? [] : [problem("label_missing", "label")]),
    ...kind.roles.flatMap((role) => roleAmiss(role, countOf(state, role.key))),
    ...kind.attributes.filter((attribute) => isMissing(attribute, state)).map(attributeMissing),
    ...kind.constraints.flatMap((constraint) => broken(constraint, kind, state)),
  ];
}

/**
 * What is still to be said of the article as a whole.
 * @param {object[]} labels the article labels that are there
 * @returns {Problem[]} in the codebook's order
 */
export function missingArticleLabels(codebook, labels) {
  const given = new Set(labels.map(({ state }) => state.label));
  const missing = codebook.article_labels.filter(({ key, required }) => required && !given.has(key));
  return missing.map((label) => problem("article_label_missing", `article_labels/${label.key}`, label));
}

function roleAmiss(role, count) {
  const path = `roles/${role.key}`;
  if (count < role.min) return [problem(count ? "role_too_few" : "role_missing", path, role)];
  return role.max !== null && count > role.max ? [problem("role_too_many", path, role)] : [];
}

function isMissing(attribute, state) {
  return attribute.required && isEmpty(valueOf(state, attribute.key));
}

function attributeMissing(attribute) {
  return problem("attribute_missing", `attributes/${attribute.key}`, attribute);
}

/** One problem if the constraint is broken; its path is the first place to mend. */
function broken(constraint, kind, state) {
  const [path] = applies(constraint, state) ? amiss(constraint, kind, state) : [];
  const { message } = constraint;
  return path ? [{ code: "constraint", path, message_ar: message.ar, message_en: message.en }] : [];
}

function applies(constraint, state) {
  const isOfLabel = !constraint.if_label.length || constraint.if_label.includes(state.label);
  const isOfRoles = constraint.if_role_present.every((role) => countOf(state, role)) && !constraint.if_role_absent.some((role) => countOf(state, role));
  return isOfLabel && isOfRoles && constraint.if.every((condition) => holds(condition, state));
}

/** The paths of what is not as the constraint wants it. */
function amiss(constraint, { source_role: source }, state) {
  const isEmptyAttribute = (key) => isEmpty(valueOf(state, key));
  const isUnlinked = (state.source ?? null) === null;
  return [
    ...constraint.then.filter((wanted) => !holds(wanted, state)).map(({ attribute }) => `attributes/${attribute}`),
    ...constraint.then_empty.filter((key) => !isEmptyAttribute(key)).map((key) => `attributes/${key}`),
    ...constraint.require.filter(isEmptyAttribute).map((key) => `attributes/${key}`),
    ...(constraint.require_note && isEmpty(state.note) ? ["note"] : []),
    ...constraint.require_role.filter((role) => !countOf(state, role)).map((role) => `roles/${role}`),
    ...constraint.forbid_role.filter((role) => countOf(state, role)).map((role) => `roles/${role}`),
    ...(constraint.require_source && source && isUnlinked && !countOf(state, source) ? [`roles/${source}`] : []),
    ...(constraint.require_linked && isUnlinked ? ["source"] : []),
  ];
}

/** Whether the attribute has one of the values; of an attribute that holds several, whether one of them is. */
function holds({ attribute, values }, state) {
  return [valueOf(state, attribute)].flat().some((value) => values.includes(value));
}

function valueOf(state, attribute) {
  return state.attributes?.[attribute];
}

function countOf(state, role) {
  return (state.anchors ?? []).filter((anchor) => anchor.role === role).length;
}

function isEmpty(value) {
  if (typeof value === "string") return NOTHING.test(value);
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function problem(code, path, { name = { ar: "", en: "" }, min, max } = {}) {
  const filled = (message, named) => message.replace(/\{(\w+)\}/g, (_, place) => ({ name: named, min, max })[place]);
  const { ar, en } = MESSAGES[code];
  return { code, path, message_ar: filled(ar, name.ar), message_en: filled(en, name.en) };
}
