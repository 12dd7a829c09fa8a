/**
 * Which parts of a text stand in quotation marks; the twin of `tests/reference/quotation.py`. The rules are in
 * docs/codebook.md (Quotation marks), and `tests/vectors/defaults.json` checks both. Offsets are in units.
 */

const OPENING = {
  "«": "guillemet", "“": "double", "„": "double", "‟": "double", "‘": "single", "‚": "single", "‛": "single", "‹": "angle",
};
const CLOSING = { "»": "guillemet", "”": "double", "’": "single", "›": "angle" };
const STRAIGHT = { '"': "double", "\uff02": "double" };
const FAMILIES = { ...OPENING, ...CLOSING, ...STRAIGHT };
const LOW = new Set("„‚"); // closed by any other mark of their family: „نعم“
const PARTICLES = new Set(["", "ب", "و", "ف"].flatMap((prefix) => ["أن", "إن", "ان"].map((word) => prefix + word)));
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;
const WORD_CHARACTERS = /[\p{L}\p{M}\p{N}]+/uy;
const [OUTSIDE, UNSURE, INSIDE, LONG] = [0, 1, 2, 4];
const MOST_OF_SHORT = 3;
const WORDS_OF_IT = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Whether the letters and digits of spans `[start, end]` (units) are all, partly or not in quotation marks. A
 * particle أن or إن at the beginning need not be; what lies in a quotation that lacks a mark counts as both. Quotations of
 * three words or fewer among words without marks are single words that somebody used: they make nothing partly quoted.
 * @param {[number, number][]} spans
 * @returns {"quoted"|"partly_quoted"|"otherwise"}
 */
export function howQuoted(text, spans) {
  let inside = false;
  let outside = false;
  let long = false;
  const sorted = [...spans].sort(([start, end], [otherStart, otherEnd]) => start - otherStart || end - otherEnd);
  for (const [index, [start, limit]] of sorted.entries()) {
    const end = Math.min(limit, text.length);
    const first = index === 0 ? afterParticle(text, start, end) : start;
    const cover = coverOf(text, start, end);
    for (const place of wordPlaces(text, start, end)) {
      const how = cover[place - start] & ~LONG;
      inside ||= how !== OUTSIDE;
      outside ||= place >= first && how !== INSIDE;
      long ||= (cover[place - start] & LONG) !== 0;
    }
  }
  if (!inside) return "otherwise";
  if (!outside) return "quoted";
  return long ? "partly_quoted" : "otherwise";
}

/** For each unit of `[start, end)`, how surely it is in a quotation, and whether in one of more than a few words. */
function coverOf(text, start, end) {
  const cover = new Uint8Array(end - start);
  for (const quotation of quotationsIn(text, start, end)) {
    const stop = Math.min(quotation.end, end);
    const long = isShort(text, quotation) ? 0 : LONG;
    for (let place = Math.max(quotation.start, start); place < stop; place += 1) {
      const before = cover[place - start];
      cover[place - start] = (quotation.isWhole ? INSIDE : Math.max(before & ~LONG, UNSURE)) | (before & LONG) | long;
    }
  }
  return cover;
}

/** A few words between two marks. */
function isShort(text, { start, end, isWhole }) {
  return isWhole && (text.slice(start, end).match(WORDS_OF_IT) ?? []).length <= MOST_OF_SHORT;
}

/**
 * The quotations of the lines that a span touches; one that lacks a mark is not whole. One whose paragraphs are each opened
 * anew, and the last alone closed, is one.
 * @returns {Generator<{start: number, end: number, isWhole: boolean}>} offsets with the marks
 */
export function* quotationsIn(text, start, end) {
  let open = []; // the parts so far of a quotation that may go on in the next line
  for (const line of linesFrom(text, firstLine(text, start))) {
    const { quotations, reopened } = line;
    const isNext = open.length && reopened?.family === open[0].family;
    if (line.start >= end && !isNext) break;
    if (isNext) open.push(reopened);
    else {
      yield* open.map(notWhole);
      open = [];
    }
    if (isNext && reopened.isWhole) {
      yield { start: open[0].start, end: reopened.end, isWhole: true };
      open = [];
    }
    for (const quotation of quotations) {
      if (isNext && quotation === reopened) continue;
      if (quotation === line.left && !open.length) open = [quotation];
      else yield quotation;
    }
  }
  yield* open.map(notWhole);
}

/** Those of some quotations that lie in no other, in the order of the text. Those that lack a mark are left out. */
export function outermost(quotations) {
  const whole = quotations.filter(({ isWhole }) => isWhole);
  const isInside = (one) => whole.some((other) => other !== one && other.start <= one.start && one.end <= other.end);
  return whole.filter((one) => !isInside(one)).sort((one, other) => one.start - other.start);
}

function notWhole({ start, end }) {
  return { start, end, isWhole: false };
}

/** Where the line begins with which to begin reading: the first of those that may continue each other up to a place. */
function firstLine(text, place) {
  let from = place && text.lastIndexOf("\n", place - 1) + 1;
  for (;;) {
    const { value: line } = linesFrom(text, from).next();
    const before = line?.reopened && lineBefore(text, from);
    if (!before || before.left?.family !== line.reopened.family) return from;
    from = before.start;
  }
}

/** The last line before a place that is not empty; null where there is none. */
function lineBefore(text, place) {
  const stop = text.slice(0, place).trimEnd().length;
  return stop ? readLine(text, text.lastIndexOf("\n", stop - 1) + 1, stop) : null;
}

/** From a place on, each line that is not empty. */
function* linesFrom(text, from) {
  while (from < text.length) {
    const found = text.indexOf("\n", from);
    const stop = found < 0 ? text.length : found;
    if (text.slice(from, stop).trim()) yield readLine(text, from, stop);
    from = stop + 1;
  }
}

/**
 * A line: its quotations, the one of them that its first letter opens (`reopened`), and the outermost that it leaves open
 * (`left`), if there are any.
 */
function readLine(text, start, stop) {
  const quotations = [...quotationsInLine(text, start, stop)];
  const first = start + /^[\s\p{Cf}]*/u.exec(text.slice(start, stop))[0].length;
  const left = quotations.filter((one) => one.isOpen).sort((one, other) => one.start - other.start)[0];
  const reopened = quotations.find((one) => one.family && one.start === first);
  return { start, quotations, reopened, left };
}

function* quotationsInLine(text, start, stop) {
  const opened = { guillemet: [], double: [], single: [], angle: [] };
  const marks = [];
  for (let place = start; place < stop; place += 1) if (isMark(text, place, start, stop)) marks.push(place);
  const swapped = swappedFamilies(text, marks, start, stop);
  for (const place of marks) {
    const family = FAMILIES[text[place]];
    const open = opened[family];
    const lastOpen = open.length ? text[open.at(-1)] : "";
    if (opens(text, place, start, stop, lastOpen, swapped.has(family))) open.push(place);
    else if (open.length) yield { start: open.pop(), end: place + 1, isWhole: true, family };
    else yield { start, end: place + 1, isWhole: false };
  }
  for (const [family, places] of Object.entries(opened)) {
    for (const place of places) yield { start: place, end: stop, isWhole: false, isOpen: true, family };
  }
}

/** Whether a quotation mark stands there; a single one between two letters is an apostrophe. */
function isMark(text, place, start, stop) {
  const family = FAMILIES[text[place]];
  if (family !== "single") return family !== undefined;
  const [before, after] = neighbours(text, place, start, stop);
  return !(before && after);
}

/** Whether a letter, mark or digit stands before it and after it on its line. */
function neighbours(text, place, start, stop) {
  return [place > start && isWord(characterBefore(text, place)), place + 1 < stop && isWord(characterAt(text, place + 1))];
}

/** Families whose first mark on the line is a closing one that stands as an opening one: ”نص“. */
function swappedFamilies(text, marks, start, stop) {
  const first = new Map();
  for (const place of marks) {
    const family = FAMILIES[text[place]];
    if (!(text[place] in STRAIGHT) && !first.has(family)) first.set(family, place);
  }
  const swapped = new Set();
  for (const [family, place] of first) {
    const [before, after] = neighbours(text, place, start, stop);
    if (text[place] in CLOSING && !before && after) swapped.add(family);
  }
  return swapped;
}

/** Whether the mark opens; `lastOpen` is the mark of its family that was opened last, "" if none is open. */
function opens(text, place, start, stop, lastOpen, isSwapped) {
  if (LOW.has(lastOpen)) return LOW.has(text[place]);
  if (!(text[place] in STRAIGHT)) return text[place] in OPENING !== isSwapped;
  const [before, after] = neighbours(text, place, start, stop);
  return before === after ? !lastOpen : after;
}

/** Where the first word ends if it is a particle that introduces speech, else `start`. */
function afterParticle(text, start, end) {
  let first = start;
  while (first < end && !isWord(characterAt(text, first)) && !(text[first] in FAMILIES)) first += 1;
  WORD_CHARACTERS.lastIndex = first;
  const word = WORD_CHARACTERS.exec(text.slice(0, end))?.[0] ?? "";
  return PARTICLES.has(word.replace(/\p{M}/gu, "")) ? first + word.length : start;
}

function* wordPlaces(text, start, end) {
  for (let place = start; place < end; place += 1) if (isWord(characterAt(text, place))) yield place;
}

function isWord(character) {
  return WORD_CHARACTER.test(character);
}

/** The whole character that a unit begins, or half of one. */
function characterAt(text, place) {
  return String.fromCodePoint(text.codePointAt(place));
}

function characterBefore(text, place) {
  const isPair = place > 1 && text.codePointAt(place - 2) > 0xffff;
  return characterAt(text, isPair ? place - 2 : place - 1);
}
