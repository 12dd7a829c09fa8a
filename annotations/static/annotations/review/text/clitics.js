/**
 * Where a clitic may be cut off an Arabic word, by its letters alone. Pure; the twin of `articles/clitics.py`, where the
 * rule and its limits are told; `tests/vectors/clitics.json` checks both.
 */

import { findGraphemes } from "../../../articles/js/spans.js";

const TATWEEL = "ـ";
const SAME_LETTER = { ٱ: "ا", ک: "ك", ی: "ي", ے: "ي" };

const LEFT_TWO = "(?=..|[^ء-ي])";
const LEFT_THREE = "(?=...|[^ء-ي])";
const PRONOUN = "(?:هما|كما|ها|هم|هن|كم|كن|ني|نا|ه|ك|ي)$";
const BEFORE = new RegExp(
  `^(و${LEFT_TWO}|ف${LEFT_TWO}(?!ي${PRONOUN}))?` +
    `(?:(ل(?=...|له$|[^ء-ي])(?!كن$|(?:كن|دي)${PRONOUN}))(ل(?!ه$)${LEFT_TWO})?` +
    "|(س(?=[أاتني]..))" +
    `|([بك]${LEFT_THREE})?(ال(?!له$|ذي$|ذين$|تي$)${LEFT_TWO})?)`,
  "ds",
);
const AFTER = new RegExp(PRONOUN);
const PREPOSITION = new RegExp(`^([وف])?([بل])(?!كن$)${PRONOUN}`, "d");
const SHORT_STEMS = new Set("من عن في مع إن أن ان كل يد دم فم أم أب أخ ضد حق رد ظن حد".split(" "));

/** The places inside a word at which a clitic may end or begin, in units; its two ends are not among them. */
export function cliticBoundaries(word) {
  const { before, after } = cliticEdges(word);
  return ordered([...before, ...after]);
}

/** The places inside a word at which something before it may end, and those at which a pronoun may begin, in units. */
export function cliticEdges(word) {
  const { letters, ends } = lettersOf(word);
  const { before, after } = cutsOf(letters);
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
function cutsOf(letters) {
  const bare = PREPOSITION.exec(letters);
  if (bare) return { before: endsOf(bare), after: [bare.indices[2][1]] };
  const before = BEFORE.exec(letters);
  const isDefinite = before[3] || before[6] || letters.startsWith("ال", before[0].length);
  return { before: endsOf(before), after: isDefinite ? [] : pronounsOf(letters, (before[1] ?? "").length) };
}

function endsOf({ indices }) {
  return indices.slice(1).filter(Boolean).map(([, end]) => end);
}

function pronounsOf(letters, stemStart) {
  const found = AFTER.exec(letters.slice(stemStart + 1));
  if (!found) return [];
  const start = stemStart + 1 + found.index;
  // «ني» may be «ي» after a stem in ن.
  const starts = found[0] === "ني" ? [start, start + 1] : [start];
  return starts.filter((place) => place - stemStart > 2 || SHORT_STEMS.has(letters.slice(stemStart, place)));
}
