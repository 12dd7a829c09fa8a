/** Identifiers that sort by the time they were made (RFC 9562, version 7), also those of one millisecond. Browsers make version 4 alone. */

const COUNTER_BITS = 12;
const COUNTERS = 2 ** COUNTER_BITS;

let last = { time: -1, counter: 0 };

/** @param {number} now milliseconds since 1970; a clock that goes back does not make earlier identifiers */
export function uuid7(now = Date.now()) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  last = following(now, (random[8] << 8) | random[9]);
  const hex = [
    last.time.toString(16).padStart(12, "0"),
    (0x7000 | last.counter).toString(16),
    (0x80 | (random[0] & 0x3f)).toString(16).padStart(2, "0"),
    ...Array.from(random.subarray(1, 8), (byte) => byte.toString(16).padStart(2, "0")),
  ].join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The next time and counter. A new millisecond begins low, so that there is room to count up in it. */
function following(now, random) {
  if (now > last.time) return { time: now, counter: random % (COUNTERS / 2) };
  const counter = last.counter + 1;
  return counter < COUNTERS ? { time: last.time, counter } : { time: last.time + 1, counter: random % (COUNTERS / 2) };
}
