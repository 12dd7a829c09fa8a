/** Names that are spelled by the names of foreign letters: «إم. بي. سي», «سي إن إن», «بی۔ بی۔ سی». Pure. */

// They are no words of the language, or hardly any.
const ALONE =
  "إيه ايه بي دي سي جي إف أف اف إتش أتش اتش إيتش آي جيه جاي كيه إل أل إم آر إس أس تي يو ڤي دبليو دابليو إكس اكس واي زد كيو " +
  "اے بی سی ڈی ایف جی ایچ آئی جے ایل ایم این پی کیو آر ایس ٹی یو وی ڈبلیو ایکس وائی زیڈ";
// Words of the language as well.
const BESIDE_OTHERS = "إن أن ان في أو او أي اي إي ال أم ام كي زي ار ای کے او";

const CERTAIN = new Set(ALONE.split(" "));
const ANY = [...CERTAIN, ...BESIDE_OTHERS.split(" ")];
const LETTER = `(?:${ANY.sort((one, other) => other.length - one.length)
  .map((name) => [...name].join("\\p{M}*"))
  .join("|")})\\p{M}*`;
const IN_WORD = "[\\p{L}\\p{M}\\p{N}]";
const WITH_POINTS = new RegExp(`(?<!${IN_WORD})(?:[وفبلك]{0,2}${LETTER})(?:[.۔] ?${LETTER})+(?!${IN_WORD})`, "gu");
const ONE_AFTER_OTHER = new RegExp(`(?<!${IN_WORD})(?:[وفبلك]{0,2}${LETTER})(?:[.۔]? ?${LETTER}(?!${IN_WORD}))+`, "gu");
const WORD = new RegExp(`${IN_WORD}+`, "gu");
const MARKS = /\p{M}/gu;
const ALL = new Set(ANY);
const PARTICLE_AFTER = / (?:إ|أ|ا)ن$/u;
const LEFT_BEFORE_PARTICLE = 3;

// «بي بي سي عربي», «إن بي سي نيوز الآن»: what follows the letters.
const MORE_WORDS = 2;

/**
 * `[start, end]` of each name whose letters are parted by points, without a point after the last one.
 * @returns {[number, number][]}
 */
export function namesWithPoints(text) {
  return Array.from(text.matchAll(WITH_POINTS), ({ index, 0: name }) => [index, index + name.length]);
}

/** `[start, end]` of each name of at least two letters, with points or without; «إن» at its end is a word: سي إن إن إن الأمر انتهى. */
export function letterNames(text) {
  return Array.from(text.matchAll(ONE_AFTER_OTHER), ({ index, 0: name }) => [index, index + withoutParticle(name).length, name])
    .filter(([, , name]) => isLetterName(name.replace(/^[وفبلك]{1,2}(?=\p{L}{2})/u, "")))
    .map(([start, end]) => [start, end]);
}

function withoutParticle(name) {
  const rest = name.replace(PARTICLE_AFTER, "");
  return (rest.match(WORD) ?? []).length >= LEFT_BEFORE_PARTICLE ? rest : name;
}

/** Whether words are such a name, and nothing but an addition to it: «بي بي سي عربي» is, «إن أي اعتداء سيواجه» is not. */
export function isLetterName(words) {
  const names = (words.match(WORD) ?? []).map((word) => word.replace(MARKS, ""));
  const other = names.findIndex((name) => !ALL.has(name));
  const letters = names.slice(0, other < 0 ? names.length : other);
  return letters.length > 1 && names.length - letters.length <= MORE_WORDS && letters.some((name) => CERTAIN.has(name));
}
