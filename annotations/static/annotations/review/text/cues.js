/**
 * Where the words stand by which a text signals a label: the `cues` of a codebook. Pure; `tests/vectors/cues.json` checks it.
 *
 * A stem is found with what is written onto it: و and ف before anything, س and ل before imperfects, ب ل ك ال before nouns; the
 * ي of an imperfect may be ت, ن or أ; endings and pronouns. Vowel marks and tatweel are no difference. A hamza left out
 * in the text is none either; one that stands in it is («إشارة» is not «أشار»). What is written onto a word stays outside, but for
 * the endings of its form. Offsets are in units.
 *
 * Words alone are looked at: «ذكر» the verb and «ذكر» the noun are the same to it.
 */

const WORD = /[\p{L}\p{M}\u0640\p{N}]+/gu;
const NOT_LETTER = /[\p{M}\u0640]/u;
const TANWIN = /\u064b/;
const ALEFS = /[أإآٱ]/g;
const LETTERS_ALONE = /^[ء-غف-ي]+$/;
const none = [];
const BETWEEN = /^[ \t\u00a0]+$/;

const BEFORE_STEMS = ["", "س", "ل", "ب", "ك", "ال", "بال", "كال", "لل"];
const ALONE = [""];
const BEGINNING = /^[وفسلبكا]/;
const DEFINITE = /^[وف]?(?:[بك]?ال|لل)$/;
const PRONOUN = "هما|هم|هن|ها|ه|نا|كم|ني|ي|ك";
const OF_PERFECT = new RegExp(`^(?:(?:تما|تا|ت|وا|ن|نا|تم)?(?:هما|هم|هن|ها|ه|نا|ني|ك|كم)?|ا)$`);
const OF_IMPERFECT = new RegExp(`^(?:ون|ان|ين|ن|وا|ا)?(?:هما|هم|هن|ها|ه|نا|ني|ك|كم)?$`);
const OF_NOUN = new RegExp(`^(?:ات|ين|ان|ا)?(?:${PRONOUN})?$`);
const OF_PARTICIPLE = /^(?:ا|ة|ين|ات|تين|ون)$/;
const OF_PREPOSITION = new RegExp(`^(?:${PRONOUN})?$`);
const PRONOUN_AT_END = new RegExp(`(?:${PRONOUN})$`);
const FORM_OF = { perfect: /^(?:تما|تا|تم|ت|وا|نا|ن)(?=.)|^/, imperfect: /^(?:ون|ان|ين|ن|وا)(?=.)|^/, noun: /^(?:ات|ين|ان)(?=.)|^/ };

// They end in what looks like the ending of a form: who needs such a stem lists the word.
const PREPOSITIONS = new Set(["بحسب", "حسب", "حسبما", "وفق", "وفقا", "طبقا", "استنادا"]);
const NOUNS = new Set(["قول", "نفي", "رأي", "راي", "وعد", "دعوة", "عزم"]);
// What is made of a stem and is another word: «شكراً», «فحسب», «ذكرى».
const OTHERS = new Set(["شكرا", "طلبا", "وعدا", "وصفا", "ذكرا", "فحسب", "وحسب", "قالب", "وفقت", "وفقوا", "نقلة", "حكما", "عزما", "ظنا"]);

/**
 * @typedef {object} Cue
 * @property {number} start without what is written before it
 * @property {number} end without the pronoun after it
 * @property {string[]} labels that have it, most often one
 * @property {number} wordEnd where its last word ends, the pronoun with it
 * @property {"perfect"|"imperfect"|"noun"|"participle"|"preposition"} type of its first word, as far as its letters tell
 * @property {boolean} isDefinite whether it is a noun with its article, «الاتهام», which mostly speaks of words told before
 */

/**
 * A function that finds the cues of a kind in a text, and keeps what it found of the last one.
 * @param {{labels: {key: string, cues: string[]}[]}} kind of the codebook
 * @returns {(text: string) => Cue[]} in the order of the text, the longest where several begin at a word
 */
export function cueFinder(kind) {
  const stems = stemsOf(kind.labels);
  const known = new Map();
  let last = { text: null, cues: [] };
  return (text) => {
    if (last.text !== text) last = { text, cues: stems.size ? found(text, stems, known) : [] };
    return last.cues;
  };
}

/** Stems by their letters without hamza: `{first, rest, label}` of each cue that begins with one. */
function stemsOf(labels) {
  const stems = new Map();
  const all = new Set(labels.flatMap(({ cues = [] }) => cues.map(bareWord)));
  for (const { key, cues = [] } of labels) {
    for (const cue of cues) {
      const [first, ...rest] = bareWord(cue).split(" ");
      for (const stem of formsOf(first, all)) {
        const place = withoutHamza(stem.letters);
        stems.set(place, [...(stems.get(place) ?? []), { ...stem, rest, label: key }]);
      }
    }
  }
  stems.longest = Math.max(0, ...[...stems.keys()].map(({ length }) => length));
  return stems;
}

/** The stems under which a word is looked for: the imperfect in its persons, a verb in ى also without it. */
function formsOf(word, all) {
  const last = word.at(-1);
  const base = word.slice(0, -1);
  if (PREPOSITIONS.has(word)) return [{ letters: word, type: "preposition" }];
  if (/^(?:م..+|.ا..)[اة]$/.test(word) && (last === "ا" || all.has(`${base}ا`))) return [{ letters: base, type: "participle" }];
  if (isNoun(word)) return last === "ة" ? [{ letters: word, type: "noun" }, { letters: `${base}ت`, type: "noun", needs: /./ }] : [{ letters: word, type: "noun" }];
  if (/^[يی].../.test(word) || /^ي(?:رى|رد|ظن|حث|عد)$/.test(word)) {
    const persons = ["ي", "ت", "ن", "أ"].map((letter) => letter + word.slice(1));
    const weak = /[ويى]$/.test(word) ? persons.map((one) => ({ letters: one.slice(0, -1), type: "imperfect", needs: /^[وي]ن|^وا/ })) : [];
    const long = last === "ى" ? persons.map((one) => ({ letters: `${one.slice(0, -1)}ا`, type: "imperfect", needs: /./ })) : [];
    return [...persons.map((letters) => ({ letters, type: "imperfect" })), ...weak, ...long];
  }
  if (last !== "ى") return [{ letters: word, type: "perfect" }];
  return [
    { letters: word, type: "perfect", only: "" },
    { letters: `${base}ا`, type: "perfect", needs: /^(?:ه|ني|نا|ك)/ },
    { letters: base, type: "perfect", needs: /^(?:ت|وا)/ },
  ];
}

/** By its letters: «إعلان», «مزاعم», «تصريح», «اتهام», «دعوة». */
function isNoun(word) {
  return NOUNS.has(word) || /^(?:[إم]..|ت..ي.(?:ات)?$|ت.{2,3}ات$|ا.*.ا.(?:ات)?$)|(?:..ات|ة|..اء)$/.test(word);
}

function found(text, stems, known) {
  const words = [...text.matchAll(WORD)].map(({ 0: letters, index }) => ({ letters, index }));
  const cues = [];
  for (let place = 0; place < words.length; place += 1) {
    const { letters } = words[place];
    if (!known.has(letters)) known.set(letters, readingsOf(letters, stems));
    const readings = known.get(letters);
    if (!readings.length) continue;
    const cue = longest(text, words, place, readings);
    if (!cue) continue;
    cues.push(cue.told);
    place += cue.count - 1;
  }
  return cues;
}

/** How a word can be read as the first of a cue: what stands before the stem, its form, and a pronoun after it, in letters. */
function readingsOf(written, stems) {
  const { letters, units } = lettersOf(written);
  const bare = withoutHamza(letters);
  if (letters.length < 2 || OTHERS.has(bare)) return none;
  for (const before of beginningsOf(letters)) {
    const readings = readingsAfter(before, { letters, bare, units, stems, isTanwin: TANWIN.test(written) });
    // «وصف» is a stem of its own, no «صف» after «and».
    if (readings.length) return readings;
  }
  return none;
}

function readingsAfter(before, { letters, bare, units, stems, isTanwin }) {
  const start = before.length;
  const readings = [];
  for (let end = Math.min(letters.length, start + stems.longest); end > start + 1; end -= 1) {
    for (const stem of stems.get(bare.slice(start, end)) ?? none) {
      const ending = letters.slice(end);
      const isDual = isTanwin && stem.type === "perfect" && ending === "ا"; // «شكراً»
      if (isDual || !sameHamza(stem.letters, letters.slice(start, end)) || !fits(stem, before, ending)) continue;
      const to = units[letters.length - pronounOf(stem, ending).length];
      readings.push({ stem, from: units[start], to, isDefinite: DEFINITE.test(before) });
    }
  }
  return readings;
}

/** What may stand before a stem, the least first. */
function beginningsOf(letters) {
  if (!BEGINNING.test(letters)) return ALONE;
  const conjunctions = /^[وف]/.test(letters) ? ["", letters[0]] : ALONE;
  return conjunctions.flatMap((and) => BEFORE_STEMS.filter((rest) => letters.startsWith(rest, and.length)).map((rest) => and + rest));
}

function fits({ type, only, needs }, before, ending) {
  if (only !== undefined && ending !== only) return false;
  if (needs && !needs.test(ending)) return false;
  const rest = before.replace(/^[وف]/, "");
  switch (type) {
    case "perfect":
      return !rest && OF_PERFECT.test(ending);
    case "imperfect":
      return (!rest || rest === "س" || rest === "ل") && OF_IMPERFECT.test(ending);
    case "participle":
      return !rest && OF_PARTICIPLE.test(ending);
    case "preposition":
      return !rest && OF_PREPOSITION.test(ending);
    default:
      return rest !== "س" && OF_NOUN.test(ending);
  }
}

/** The pronoun at the end of a word: it is no part of its form. */
function pronounOf({ type }, ending) {
  if (type === "participle") return "";
  if (type !== "noun" && ending.endsWith("ني")) return "ني";
  const form = FORM_OF[type]?.exec(ending)[0] ?? "";
  const rest = ending.slice(form.length);
  if (["ا", "ت", "وا", "ن", "تا", "تم"].includes(rest)) return "";
  return PRONOUN_AT_END.test(rest) ? rest : "";
}

/** The longest cue that begins at a word, with all labels that have it. */
function longest(text, words, place, readings) {
  let best = null;
  for (const { stem, from, to, isDefinite } of readings) {
    const last = restAt(text, words, place, stem.rest);
    if (last === null) continue;
    const count = stem.rest.length + 1;
    const start = words[place].index + from;
    const end = count === 1 ? words[place].index + to : last.end;
    const wordEnd = words[place + count - 1].index + words[place + count - 1].letters.length;
    if (!best || count > best.count) best = { count, told: { start, end, labels: [stem.label], wordEnd, type: stem.type, isDefinite } };
    else if (count === best.count && !best.told.labels.includes(stem.label)) best.told.labels.push(stem.label);
  }
  return best;
}

/** Whether the further words of a cue follow: the last may have a pronoun, which is free. Where they end. */
function restAt(text, words, place, rest) {
  let end = null;
  for (const [index, word] of rest.entries()) {
    const next = words[place + index + 1];
    const before = words[place + index];
    if (!next || !BETWEEN.test(text.slice(before.index + before.letters.length, next.index))) return null;
    const { letters, units } = lettersOf(next.letters);
    const isLast = index === rest.length - 1;
    const ending = letters.slice(word.length);
    const stem = word.endsWith("ى") && letters[word.length - 1] !== "ى" ? `${word.slice(0, -1)}ي` : word.endsWith("ة") && ending ? `${word.slice(0, -1)}ت` : word;
    if (!sameHamza(stem, letters.slice(0, word.length)) || withoutHamza(stem) !== withoutHamza(letters.slice(0, word.length))) return null;
    if (ending && !(isLast && OF_PREPOSITION.test(ending))) return null;
    end = next.index + units[word.length];
  }
  return { end };
}

/** The letters of a word without marks and tatweel, and where each begins; and the end. */
function lettersOf(written) {
  if (LETTERS_ALONE.test(written)) return { letters: written, units: placesIn(written) };
  let letters = "";
  const units = [];
  for (let place = 0; place < written.length; place += 1) {
    if (NOT_LETTER.test(written[place])) continue;
    units.push(place);
    letters += written[place];
  }
  // Marks on the letter before go with it.
  return { letters, units: [...units, written.length] };
}

function placesIn({ length }) {
  return Array.from({ length: length + 1 }, (_, place) => place);
}

function bareWord(word) {
  return word.normalize("NFC").replace(/[\p{M}\u0640]/gu, "");
}

function withoutHamza(letters) {
  return letters.replace(ALEFS, "ا");
}

/** A hamza may be left out in the text, but is none that the stem has not. */
function sameHamza(stem, letters) {
  for (let place = 0; place < stem.length; place += 1) {
    if (letters[place] !== stem[place] && letters[place] !== "ا") return false;
  }
  return true;
}
