/**
 * Notes in a small Markdown, as elements: nothing a note holds becomes markup, a script or an address but of https.
 *
 * Paragraphs and line breaks, **bold**, *italic*, `code`, # headings (as bold lines), - and 1. lists (Arabic digits
 * too), > quotations, [words](https://…) and bare https addresses. Anything else stays the text that it is. Every
 * function looks at each character a bounded number of times, so that no note can keep the page busy.
 *
 * The grammar is docs/markdown.md; `newsdesk/web/markdown/` is the twin, and `tests/vectors/markdown.json` checks both.
 * Written by hand because markdown-it, of which the server has the port, is twenty times as much to load, comes as six packages
 * that a bundler has to join, and reads neither Arabic numbers nor makes elements: its strings of HTML would have to be trusted.
 */

import { h } from "../../../newsdesk/js/dom.js";

const DEPTH = 4;
const ADDRESS_LIMIT = 2000;
const ITEM = /^[ \t]{0,3}(?:([-*+•])|([0-9٠-٩]{1,3})[.)-])[ \t]+(?=\S)/;
const HEADING = /^#{1,6}[ \t]+(?=\S)/;
const QUOTED = /^[ \t]{0,3}>[ \t]?/;
// Where an address in plain text ends: before white space and before what closes a sentence around it.
const ADDRESS_END = /[\s<>"“”«»]/;
const AFTER_ADDRESS = ".,;:!?،؛؟)]}'";
// The first half of a character whose second half is cut off.
const HALF = /[\uD800-\uDBFF]$/;
// By rule instead of by `URL`, which the server has not: of https, and no name or password before the host.
const ADDRESS = /^[Hh][Tt][Tt][Pp][Ss]:\/\/([\p{L}\p{M}\p{N}._-]+(?::[0-9]{1,5})?)(?:\/|$|(?=[?#]))(.*)$/su;

/**
 * @returns {HTMLElement[]} one element for each block of the note, each with its own direction. What is inside a block has
 *   none: `dir="auto"` does not look into elements that have a `dir` themselves
 */
export function rendered(note) {
  return blocksOf(note.replace(/\r\n?/g, "\n").split("\n"), 0);
}

/** Whether showing the note rendered would tell more than the note as typed. */
export function hasMarkup(note) {
  return rendered(note).some((block) => block.tagName !== "P" || block.querySelector(":not(br)"));
}

function blocksOf(lines, depth) {
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    const kind = kindOf(lines[at], depth);
    let end = at + 1;
    if (kind !== "heading") while (end < lines.length && kindOf(lines[end], depth) === kind) end += 1;
    if (kind !== "blank") blocks.push(MAKERS[kind](lines.slice(at, end), depth));
    at = end;
  }
  return blocks;
}

function kindOf(line, depth) {
  if (!line.trim()) return "blank";
  if (HEADING.test(line)) return "heading";
  if (depth < DEPTH && QUOTED.test(line)) return "quotation";
  const item = ITEM.exec(line);
  if (item) return item[1] ? "bullets" : "numbers";
  return "paragraph";
}

const MAKERS = {
  heading: ([line], depth) => directed("p", depth, {}, h("strong", {}, inline(line.replace(HEADING, "").trim()))),
  quotation: (lines, depth) => directed("blockquote", depth, {}, blocksOf(lines.map((line) => line.replace(QUOTED, "")), depth + 1)),
  bullets: (lines, depth) => directed("ul", depth, {}, lines.map(itemOf)),
  numbers: (lines, depth) => directed("ol", depth, { start: firstNumber(lines[0]) }, lines.map(itemOf)),
  paragraph: (lines, depth) => directed("p", depth, {}, lines.map((line, place) => [place > 0 && h("br"), inline(line.trim())])),
};

/** The direction comes last: a browser would look for it anew with each child that is added. */
function directed(tag, depth, attributes, ...children) {
  const block = h(tag, attributes, ...children);
  if (depth === 0) block.dir = "auto";
  return block;
}

function itemOf(line) {
  return h("li", {}, inline(line.replace(ITEM, "").trim()));
}

function firstNumber(line) {
  const digits = Array.from(ITEM.exec(line)[2], (digit) => (digit >= "٠" ? digit.charCodeAt() - 0x660 : digit)).join("");
  return digits === "1" ? null : Number(digits);
}

/**
 * A line as nodes. Bold, italic and a link are open at most once at a time: each remembers the place in `nodes` where it
 * began, with its own mark there as text until it is closed.
 */
function inline(line) {
  const nodes = [];
  const open = {};
  const noMoreCode = { after: Infinity };
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = "";
  };
  const begin = (name, mark) => {
    flush();
    open[name] = nodes.push(mark) - 1;
  };
  const close = (name, tag, attributes = {}) => {
    flush();
    const [, ...inner] = nodes.splice(open[name]);
    nodes.push(h(tag, attributes, inner));
    // What began inside and was not closed stays the mark that was typed.
    for (const other of Object.keys(open)) if (open[other] >= open[name] && other !== name) delete open[other];
    delete open[name];
  };

  for (let at = 0; at < line.length; ) {
    // Of three stars that close both, the first closes what was opened last.
    const isTwo = line.startsWith("**", at) && !(line[at + 2] === "*" && open.em > (open.strong ?? Infinity));
    const mark = isTwo ? "**" : line[at];
    if (mark === "\\" && "\\`*[]#>-".includes(line[at + 1] ?? " ")) {
      plain += line[at + 1];
      at += 2;
    } else if (mark === "`" && codeEnd(line, at, noMoreCode) > 0) {
      const end = codeEnd(line, at, noMoreCode);
      flush();
      nodes.push(h("code", {}, line.slice(at + 1, end)));
      at = end + 1;
    } else if (mark === "**" || mark === "*") {
      const name = mark === "**" ? "strong" : "em";
      const follows = line[at + mark.length] ?? " ";
      if (name in open && isInk(line[at - 1]) && nodes.length + plain.length > open[name] + 1) close(name, name);
      else if (!(name in open) && isInk(follows)) begin(name, mark);
      else plain += mark;
      at += mark.length;
    } else if (mark === "[") {
      // A later one takes the place of one that nothing has closed.
      begin("link", "[");
      at += 1;
    } else if (mark === "]" && "link" in open) {
      const [address, end] = addressIn(line, at + 1);
      if (address) close("link", "a", linkTo(address));
      else {
        delete open.link;
        plain += "]";
      }
      at = address ? end : at + 1;
    } else if (!("link" in open) && line.startsWith("https://", at)) {
      const words = bareAddress(line, at);
      const address = safe(words);
      flush();
      nodes.push(address ? h("a", linkTo(address), words) : words);
      at += words.length;
    } else {
      plain += mark;
      at += 1;
    }
  }
  flush();
  return nodes;
}

function isInk(letter) {
  return letter !== undefined && letter.trim() !== "";
}

/** Where the code that begins here ends; -1 if it does not, which is found out once for a line. */
function codeEnd(line, at, noMore) {
  if (at >= noMore.after) return -1;
  const end = line.indexOf("`", at + 1);
  if (end < 0) noMore.after = at;
  return end > at + 1 ? end : -1;
}

/** The address in the brackets that begin here, and where they end. */
function addressIn(line, at) {
  if (line[at] !== "(") return [null, at];
  const end = line.slice(at, at + ADDRESS_LIMIT).indexOf(")");
  return end < 0 ? [null, at] : [safe(line.slice(at + 1, at + end).trim()), at + end + 1];
}

function bareAddress(line, at) {
  const rest = line.slice(at, at + ADDRESS_LIMIT).replace(HALF, "");
  let end = rest.search(ADDRESS_END);
  if (end < 0) end = rest.length;
  while (AFTER_ADDRESS.includes(rest[end - 1])) end -= 1;
  return rest.slice(0, end);
}

/** The address, if it is one that becomes a link. */
function safe(words) {
  const [, host, path] = ADDRESS.exec(words) ?? [];
  return host ? `https://${host}/${path}` : null;
}

function linkTo(href) {
  return { href, target: "_blank", rel: "noopener noreferrer" };
}
