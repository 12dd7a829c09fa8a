/**
 * What can be done to the blocks of a text. Pure: each function gives the new blocks, or null where it cannot be done.
 *
 * A block is `{kind, start, end, flagged}`, its bounds in units (UTF-16) of the whole text; blocks stand in the order of the
 * text, and what lies between two is white space. `direction` goes with a block where the server has told it: parts of it
 * keep it. Whatever is done, each other character lies in exactly one of them.
 */

import { SPACE, countBelow, graphemeBoundaries, snap, trimmed } from "../js/spans.js";

/** The number of the block that an offset lies in or touches; between two the one after. */
export function indexAt(blocks, unit) {
  const after = countBelow(blocks, unit, ({ end }) => end);
  return Math.min(after < blocks.length && blocks[after].end === unit && blocks[after + 1]?.start === unit ? after + 1 : after, blocks.length - 1);
}

/** Part a block in two at an offset within it; both are of its kind. */
function split(text, blocks, index, unit) {
  const block = blocks[index];
  const parts = partsOf(text, block.start, block.end, unit);
  return parts && replaced(blocks, index, 1, parts.map(([start, end]) => ({ ...block, start, end, flagged: false })));
}

/**
 * Part a block at an offset, or at both ends of some of its words, which become a block of their own: the new blocks, and the
 * number of the one that begins there.
 */
export function splitOff(text, blocks, index, first, last = null) {
  const behind = last === null ? null : split(text, blocks, index, last);
  const parted = split(text, behind ?? blocks, index, first);
  if (parted) return { blocks: parted, inBlock: index + 1 };
  return behind && { blocks: behind, inBlock: index };
}

/** Make one block of a block and the one after it, of the first one's kind. */
export function join(blocks, index) {
  const [first, second] = [blocks[index], blocks[index + 1]];
  if (!first || !second) return null;
  return replaced(blocks, index, 2, [{ ...first, end: second.end, flagged: false }]);
}

/** Put the border between a block and the one after it somewhere else within the two. */
export function moveBorder(text, blocks, index, unit) {
  const [first, second] = [blocks[index], blocks[index + 1]];
  const parts = first && second && partsOf(text, first.start, second.end, unit);
  if (!parts) return null;
  const [[, end], [start]] = parts;
  if (end === first.end && start === second.start) return null;
  return replaced(blocks, index, 2, [{ ...first, end, flagged: false }, { ...second, start, flagged: false }]);
}

export function retype(blocks, index, kind) {
  const block = blocks[index];
  if (block.kind === kind && !block.flagged) return null;
  return replaced(blocks, index, 1, [{ ...block, kind, flagged: false }]);
}

/** Say that all blocks are right as they are. */
export function confirmAll(blocks) {
  return blocks.some(({ flagged }) => flagged) ? blocks.map((block) => (block.flagged ? { ...block, flagged: false } : block)) : null;
}

/** The number of the next block to check after a block, or before it, round the end of the text; -1 where there is none. */
export function nextFlagged(blocks, index, forward = true) {
  for (let step = 1; step <= blocks.length; step += 1) {
    const place = (index + (forward ? step : -step) + blocks.length * 2) % blocks.length;
    if (blocks[place].flagged) return place;
  }
  return -1;
}

/** Where a border put at an offset would come to lie between words: at the beginning of one. */
export function betweenWords(text, start, end, unit) {
  const words = [...text.slice(start, end).matchAll(WORD)].map(({ index }) => start + index).filter((place) => place > start);
  if (!words.length) return unit;
  return words.reduce((nearest, place) => (Math.abs(place - unit) < Math.abs(nearest - unit) ? place : nearest));
}

export function areSame(some, others) {
  return some === others || (some.length === others.length && some.every((one, index) => isSame(one, others[index])));
}

/** How many blocks of one list are not in another. */
export function countDiffering(some, others) {
  const known = new Set(others.map(signature));
  return some.filter((one) => !known.has(signature(one))).length;
}

/** Whether blocks hold a text as they must: what was kept in a browser may be of any age. */
export function fit(text, blocks) {
  let before = 0;
  for (const { start, end } of blocks) {
    if (!(before <= start && start < end && end <= text.length) || trimmed(text, before, start)) return false;
    before = end;
  }
  return !trimmed(text, before, text.length);
}

const WORD = new RegExp(`[^${SPACE.source.slice(1, -1)}]+`, "g");

/** A stretch in two without the white space around the place of parting; null where one of them would hold nothing. */
function partsOf(text, start, end, unit) {
  if (unit <= start || unit >= end) return null;
  const letters = text.slice(start, end);
  const place = start + snap(letters, unit - start, "nearest");
  const [first, second] = [trimmed(text, start, place), trimmed(text, place, end)];
  // A mark may stand on a space: a block cannot begin with it.
  return first && second && graphemeBoundaries(letters).includes(second[0] - start) ? [first, second] : null;
}

function replaced(blocks, index, count, others) {
  return blocks.toSpliced(index, count, ...others);
}

function isSame(one, other) {
  return signature(one) === signature(other);
}

function signature({ kind, start, end, flagged }) {
  return `${start}-${end} ${kind}${flagged ? "?" : ""}`;
}
