/**
 * Where a clitic may be cut off an Arabic word, by its letters alone. Pure; the twin of `tests/reference/clitics.py`, where the
 * rule and its limits are told; `tests/vectors/clitics.json` checks both.
 */

import {
  AFTER_FA,
  CONTRACTED,
  CUT_ALL_THE_SAME,
  ENDINGS,
  ROOTS_IN_KAF,
  SHORT_AFTER_PREPOSITION,
  SHORT_STEMS,
  STEMS_IN_BA,
  STEMS_IN_KAF,
  STEMS_IN_LAM,
  STEMS_IN_WAW,
  WHOLE_WITHOUT_PRONOUN,
  WITH_ME,
  WITH_MY,
  WITH_YOU,
} from "./clitic_words.js";
import { findGraphemes } from "../../../articles/js/spans.js";

const TATWEEL = "ـ";
const SAME_LETTER = { ٱ: "ا", ک: "ك", ی: "ي", ے: "ي" };
const TANWIN = /[ًٌٍ]/;

const LEFT_TWO = "(?=..|[^ء-ي])";
const LEFT_THREE = "(?=...|[^ء-ي])";
const PRONOUN = "(?:هما|كما|ها|هم|هن|كم|كن|ني|نا|ه|ك|ي)";
const CONJUNCTION = new RegExp(`^(?:و${LEFT_TWO}|ف${LEFT_TWO}(?!ي${PRONOUN}$))`, "s");
const BEFORE = new RegExp(
  `^(?:(ل(?=...|له$|[^ء-ي])(?!كن$|(?:كن|دي)${PRONOUN}$))(ل(?!ه$)${LEFT_TWO})?` +
    "|(س(?=[أاتني]..))" +
    `|([بك]${LEFT_THREE})?(ال(?!له$|ذي$|ذين$|تي$)${LEFT_TWO})?)`,
  "ds",
);
const BARE = new RegExp(`^[بل](?!كن$)${PRONOUN}$`);
const SHORT = new RegExp(`^[بل](?:${SHORT_AFTER_PREPOSITION.join("|")})$`);
const AFTER = /(?:هما|كما|ها|هم|هن|كم|ني|نا|ه|ك|ي)$/;

const own = (stems) => new RegExp(`^(?:${stems.join("|")})${ENDINGS}$`);
const IN_WAW = own(STEMS_IN_WAW);
const OWN = { ب: own(STEMS_IN_BA), ل: own(STEMS_IN_LAM), ك: own(STEMS_IN_KAF) };
const BEGINS_AFTER_FA = /^(?:[أإآ]|لل|ل[ني]..|س[أنيت]..|ال..(?!ن$)|[^ء-ي])/s;
// What may follow a preposition, of that which begins with ا, و or ي, and what may follow ك.
const VERBAL_NOUN = /^(?:است...|ا[^التن]ت..|ات[^ت]...|ان..ا|اسم|ابن|اثن|امر|اط.ا|ازد|ادع|اض|اص|ا..ا.|ال..)/s;
const DAY = /^(?:يوم|يسر|يقين|يونيو|يوليو|يناير)/;
const LIKE =
  /^(?:ال..|[أإآ]|هذ[اه]$|هؤلاء|[جدسشطضقخحذزظعغصنه]..|م...|ت..ي.$|رئيس|رمز|رد$|فرد|طرف|فريق|بديل|بداية|لاعب|وسيل|وسيط|وحد|واحد|[^ء-ي])/s;
const MY_FEMININE = /^..+[^اويأ]تي$/s;
const TO_ME = /^[أيتن]...*[^اوي]ني$/s;
const TO_YOU = /^[أيتن]...*[^اوي]ك$/s;
const ROOT_IN_KAF = new RegExp(`${ROOTS_IN_KAF}$`);
const LONG_IN_YA = /^.{4,}ينا$/s;

/** The places inside a word at which a clitic may end or begin, in units; its two ends are not among them. */
export function cliticBoundaries(word) {
  const { before, after } = cliticEdges(word);
  return ordered([...before, ...after]);
}

/** The places inside a word at which something before it may end, and those at which a pronoun may begin, in units. */
export function cliticEdges(word) {
  const { letters, ends } = lettersOf(word);
  const { before, after } = cutsOf(letters, !TANWIN.test(word));
  const inside = (counts) => ordered(counts.filter((count) => count > 0 && count < letters.length).map((count) => ends[count - 1]));
  return { before: inside(before), after: inside(after) };
}

function ordered(places) {
  return [...new Set(places)].sort((one, other) => one - other);
}

/** One unit for each letter, whatever its marks and its length, and where each letter ends. */
function lettersOf(word) {
  let letters = "";
  const ends = [];
  const boundaries = findGraphemes(word);
  for (let place = 1; place < boundaries.length; place += 1) {
    const first = word[boundaries[place - 1]];
    if (letters && first === TATWEEL) ends.pop();
    else letters += SAME_LETTER[first] ?? first;
    ends.push(boundaries[place]);
  }
  return { letters, ends };
}

/** After how many letters something before the word ends, and a pronoun begins. */
function cutsOf(letters, mayHavePronoun) {
  const start = hasConjunction(letters) ? 1 : 0;
  const rest = letters.slice(start);
  if (BARE.test(rest)) return { before: [start, start + 1], after: [start + 1] };
  if (CONTRACTED.has(rest) || SHORT.test(rest)) return { before: [start, start + 1], after: [] };
  const before = BEFORE.exec(rest);
  if ((before[1] || before[4]) && !hasPreposition(rest)) {
    return { before: [start], after: mayHavePronoun ? pronounsOf(letters, [start]) : [] };
  }
  const ends = [start, ...before.indices.slice(1).filter(Boolean).map(([, end]) => start + end)];
  const isDefinite = before[2] || before[5] || rest.startsWith("ال", before[0].length);
  return { before: ends, after: mayHavePronoun && !isDefinite ? pronounsOf(letters, ends) : [] };
}

function hasConjunction(letters) {
  if (!CONJUNCTION.test(letters)) return false;
  if (letters[0] === "و") return CUT_ALL_THE_SAME.has(letters) || !IN_WAW.test(letters);
  return AFTER_FA.has(letters.slice(1)) || BEGINS_AFTER_FA.test(letters.slice(1));
}

/** Whether the ب, ل or ك at its beginning is one, by the words that have such a letter of their own and by what remains. */
function hasPreposition(word) {
  const [letter, remains] = [word[0], word.slice(1)];
  if (CUT_ALL_THE_SAME.has(word)) return true;
  if (OWN[letter].test(word)) return false;
  if (letter === "ك") return LIKE.test(remains);
  if (remains[0] === "و") return IN_WAW.test(remains);
  if (remains[0] === "ا") return VERBAL_NOUN.test(remains);
  return letter === "ل" || remains[0] !== "ي" || DAY.test(remains);
}

/** Where a pronoun begins, of a word without article; `starts` are the places at which the word itself may begin. */
function pronounsOf(letters, starts) {
  const first = starts[0];
  const found = AFTER.exec(letters.slice(first + 1));
  const forms = starts.map((start) => letters.slice(start));
  if (!found || [letters, ...forms].some((form) => WHOLE_WITHOUT_PRONOUN.has(form))) return [];
  const place = first + 1 + found.index;
  const isMy = forms.some((form) => WITH_MY.has(form));
  if (found[0] === "ي" || (found[0] === "ني" && isMy)) return isMy || MY_FEMININE.test(forms[0]) ? [letters.length - 1] : [];
  return isPronoun(found[0], letters.slice(first, place), forms) ? [place] : [];
}

function isPronoun(pronoun, stem, forms) {
  if (pronoun === "ني") return forms.some((form) => WITH_ME.has(form.slice(0, -pronoun.length)) || TO_ME.test(form));
  if (pronoun === "ك") {
    return forms.some((form) => WITH_YOU.has(form)) || (forms.some((form) => TO_YOU.test(form)) && !ROOT_IN_KAF.test(forms[0]));
  }
  return (stem.length > 2 || SHORT_STEMS.has(stem)) && !(pronoun === "نا" && LONG_IN_YA.test(forms[0]));
}
