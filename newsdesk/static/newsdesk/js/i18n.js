/** What the interface says, in the page's language; the msgids are English. */

import { catalogue } from "./catalogue.js";

const PLURAL_CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const plurals = new Intl.PluralRules(catalogue.language ?? "en");
// Catalogues number a language's plural forms in CLDR's order of categories.
const forms = PLURAL_CATEGORIES.filter((category) => plurals.resolvedOptions().pluralCategories.includes(category));

/** @param {string} message an English msgid */
export function gettext(message) {
  return catalogue.messages?.[message] ?? message;
}

/** The form of a message that goes with a number: `ngettext("%(n)s article", "%(n)s articles", n)`. */
export function ngettext(singular, plural, number) {
  const translated = catalogue.messages?.[singular];
  if (Array.isArray(translated)) return translated[forms.indexOf(plurals.select(number))] ?? translated.at(-1);
  return number === 1 ? singular : plural;
}

/** Put named values in their places: `interpolate("%(n)s of %(all)s", {n: 1, all: 3})`. Numbers show in the reader's digits. */
export function interpolate(message, values) {
  return message.replace(/%\((\w+)\)s/g, (place, name) => (name in values ? shown(values[name]) : place));
}

function shown(value) {
  const isArabic = typeof value === "number" && catalogue.language === "ar" && document.documentElement.dataset.digits === "arabic";
  return isArabic ? String(value).replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]) : String(value);
}

/**
 * A moment as the page's other times are written: of today's calendar, in the digits that the reader chose, by the browser's clock.
 * @param {Date|number} at
 */
export function timeWords(at) {
  const { lang, dataset } = document.documentElement;
  const locale = lang === "ar" ? `ar-u-ca-gregory-nu-${dataset.digits === "arabic" ? "arab" : "latn"}` : `${lang}-GB`;
  const words = (options) => new Intl.DateTimeFormat(locale, options).format(at);
  return words({ dateStyle: "long" }) + (lang === "ar" ? "، " : ", ") + words({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
