/**
 * One table of every key of the page: the key handler asks it, the help lists it, a test looks for clashes in it.
 *
 * A feature adds its keys where it is made:
 *
 *     shortcuts.add({ group: "read", code: "KeyF", text: () => gettext("Find in the article"), act: () => find.open() });
 *
 * Keys go by their place on the keyboard (`event.code`), so that they work on an Arabic layout. Of several entries for one
 * key the first whose `when` holds acts; no two may hold at once.
 */

/**
 * @typedef {object} Shortcut
 * @property {string} group under which heading the help lists it: one that the page began with, or one given to `addGroup`
 * @property {string} [code] as in `event.code`; a digit of the number pad counts as that digit, its Enter as Enter. None: no
 *   key but a gesture of the mouse, which is only listed
 * @property {boolean} [ctrl] with Ctrl, or Cmd on a Mac
 * @property {boolean|"either"} [shift] "either": with Shift and without
 * @property {boolean} [alt]
 * @property {string} [keys] what the help shows, where that is not the key's own name
 * @property {() => string} text what it does. Entries of one group with the same text share a line in the help
 * @property {(state: object) => boolean} [when] whether it can act now; it always can where this is left out
 * @property {boolean} [inText] only while the article has the focus
 * @property {boolean} [inFields] only while a field of the page has it
 * @property {(event: KeyboardEvent) => void|false} [act] false: the key stays the browser's
 */

export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const MODIFIERS = IS_MAC ? { ctrl: "⌘", alt: "⌥", shift: "⇧" } : { ctrl: "Ctrl", alt: "Alt", shift: "Shift" };
const NAMES = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Delete: "Del", Backspace: "⌫", Escape: "Esc",
  Comma: ",", Period: ".", Minus: "-", Equal: "=", BracketLeft: "[", BracketRight: "]", Backquote: "`",
  Semicolon: ";", Quote: "'", Slash: "/", Backslash: "\\",
};
const CHARACTER = /^(Key[A-Z]|Digit\d|Comma|Period|Minus|Equal|Bracket\w+|Backquote|Semicolon|Quote|Slash|Backslash)$/;

/**
 * @param {Record<string, () => string>} headings of the groups, in the order in which the help lists them
 * @param {() => boolean} [hasLetters] whether keys that type a character act without Ctrl: a choice of the user's
 */
export function createShortcuts(headings, hasLetters = () => document.documentElement.dataset.letterKeys !== "off") {
  const groups = new Map(Object.entries(headings));
  const entries = [];
  const byCode = new Map();

  return {
    /** @param {...(Shortcut|Shortcut[])} added */
    add(...added) {
      for (const entry of added.flat()) {
        entries.push(entry);
        if (entry.code) byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
      }
    },

    /** A heading of its own, after those there are. */
    addGroup(key, title) {
      groups.set(key, title);
    },

    /**
     * The entries that a key press can mean now, the first of them foremost.
     * @param {object} event a KeyboardEvent
     * @param {object} state the store's
     * @param {"text"|"page"|"field"} focus what has the focus
     * @returns {Shortcut[]}
     */
    meant(event, state, focus) {
      const there = byCode.get(placeOf(event)) ?? [];
      return inForce(there).filter((entry) => isPressed(entry, event) && isFor(entry, focus) && (entry.when?.(state) ?? true));
    },

    entries: () => [...entries],
    hasLetters,

    /** What there is to list now: `[title, [[keys, text], …]]`, each line's keys as the parts to press. */
    listed: () => [...groups].map(([key, title]) => [title(), linesOf(inForce(entries).filter(({ group }) => group === key))]),
  };

  function inForce(those) {
    return hasLetters() ? those : those.filter(({ code, ctrl, alt }) => ctrl || alt || !CHARACTER.test(code));
  }
}

/** The key's place; the number pad's Enter is Enter, and its digits are digits, as long as they are not its arrows. */
export function placeOf({ code, key }) {
  if (code === "NumpadEnter") return "Enter";
  return /^Numpad\d$/.test(code) && /^\p{Nd}$/u.test(key) ? `Digit${code.at(-1)}` : code;
}

function isPressed({ ctrl = false, shift = false, alt = false }, event) {
  const command = event.ctrlKey || event.metaKey;
  return command === ctrl && event.altKey === alt && (shift === "either" || event.shiftKey === shift);
}

function isFor({ inText, inFields }, focus) {
  return focus === "field" ? Boolean(inFields) : !inFields && (focus === "text" || !inText);
}

function linesOf(entries) {
  const lines = new Map();
  for (const entry of entries) {
    const text = entry.text();
    lines.set(text, new Set([...(lines.get(text) ?? []), entry.keys ?? nameOf(entry)]));
  }
  return [...lines].map(([text, keys]) => [[...keys], text]);
}

/** The key as the keyboard names it: "Ctrl Shift Z". */
function nameOf({ code, ctrl, shift, alt }) {
  const held = [ctrl && MODIFIERS.ctrl, alt && MODIFIERS.alt, shift === true && MODIFIERS.shift].filter(Boolean);
  return [...held, NAMES[code] ?? code.replace(/^(Key|Digit)/, "")].join(" ");
}
