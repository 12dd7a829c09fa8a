/** Annotations and changes in a few words, in the page's language. */

import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { kindOf, labelOf } from "./codebook.js";
import { differences } from "./differences.js";
import { nameOf } from "./names.js";
import { shortened } from "../text/shortened.js";

const WORDS = 40;
const MOST = 3;

/** All the words that an annotation marks. */
export function quoteOf({ anchors = [] }) {
  return anchors.map((anchor) => anchor.exact).join(" … ");
}

/** An annotation in a few words: its kind and the first words that it marks. */
export function shortOf(state, annotation) {
  return named(annotation.state, nameOf(kindOf(state.codebook, annotation.state.kind)));
}

/**
 * What an operation is about: an annotation with its label, both ends of a relation, a label of the article.
 * @param {any} state of the page
 * @param {{target: string, object: string, state?: object}} operation
 * @returns {string} "" where the page does not know
 */
export function subjectOf(state, { target, object, state: said }) {
  const about = state.objects[target][object]?.state ?? said;
  return about ? SUBJECTS[target](state, about) : "";
}

/**
 * What a step did, each part of it with what it changed.
 * @param {any} before the state of the page
 * @param {any} after
 * @param {{target: string, object: string}[]} operations
 */
export function stepInWords(before, after, operations) {
  const words = operations.slice(0, MOST).map((operation) => changeInWords(before, after, operation));
  const more = operations.length - words.length;
  if (more) words.push(interpolate(ngettext("%(n)s more change", "%(n)s more changes", more), { n: more }));
  return words.join(gettext("; "));
}

function changeInWords(before, after, operation) {
  const { target, object } = operation;
  const [was, is] = [before, after].map(({ objects }) => objects[target][object]);
  const name = subjectOf(after, operation);
  if (is.deleted) return interpolate(GONE[target](), { name });
  if (!was || was.deleted) return interpolate(BACK[target](), { name });
  const fields = differences(after, target, was.state, is.state).map(([field]) => field);
  return fields.length ? `${name}: ${fields.join(gettext(", "))}` : name;
}

// Arabic verbs go by the gender of what is named: a sentence for each.
const GONE = {
  annotation: () => gettext("%(name)s is gone"),
  relation: () => gettext("the relation %(name)s is gone"),
  article_label: () => gettext("the label %(name)s is gone"),
};
const BACK = {
  annotation: () => gettext("%(name)s is back"),
  relation: () => gettext("the relation %(name)s is back"),
  article_label: () => gettext("the label %(name)s is back"),
};

const SUBJECTS = {
  annotation({ codebook }, about) {
    const kind = nameOf(kindOf(codebook, about.kind));
    const label = nameOf(labelOf(codebook, about));
    return named(about, label ? `${kind} (${label})` : kind);
  },
  relation({ codebook, objects }, about) {
    const name = nameOf(codebook.relations.find(({ key }) => key === about.label));
    const ends = [about.from, about.to].map((end) => objects.annotation[end]).filter(Boolean);
    return [name, ends.map((end) => named(end.state, nameOf(kindOf(codebook, end.state.kind)))).join(" ↔ ")].filter(Boolean).join(": ");
  },
  article_label: ({ codebook }, about) => nameOf(codebook.article_labels.find(({ key }) => key === about.label)),
};

function named(about, name) {
  const words = quoteOf(about);
  return words ? `${name} «${shortened(words, WORDS)}»` : name;
}

/** The name of a button that leaves the letter before a word outside. */
export function withoutLetter(letter) {
  return interpolate(gettext("Without “%(letter)s”"), { letter });
}
