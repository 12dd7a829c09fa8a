/** What things are called in the page's language. */

import { gettext } from "../../../newsdesk/js/i18n.js";

/** The name of something of the codebook in the page's language. */
export function nameOf(thing) {
  if (!thing) return "";
  return document.documentElement.lang === "en" ? thing.name.en : thing.name.ar;
}

/** What a relation is called where it arrives. */
export function inverseNameOf(relation) {
  if (relation.symmetric) return nameOf(relation);
  return nameOf(relation.inverse && { name: relation.inverse }) || `${nameOf(relation)} (${gettext("from")})`;
}

/** What explains something of the codebook, "" where nothing does. */
export function definitionOf(thing) {
  return (document.documentElement.lang === "en" ? thing.definition?.en : thing.definition?.ar) ?? "";
}

/** The name of a source of the registry in the page's language, in the other where it has none; "" for no source. */
export function nameOfSource(source) {
  const { name_ar: ar = "", name_en: en = "" } = source ?? {};
  return document.documentElement.lang === "en" ? en || ar : ar || en;
}

/** A problem's message in the page's language. */
export function messageOf(problem) {
  return document.documentElement.lang === "en" ? problem.message_en : problem.message_ar;
}
