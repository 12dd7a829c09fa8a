/**
 * The keys of the text cursor and of choosing words. Of two keys that stand side by side the left one goes to the left, as
 * the arrows do: in an Arabic block that is forward.
 */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { IS_MAC } from "../../../newsdesk/js/shortcuts.js";

const PAIRS = { arrows: ["ArrowLeft", "ArrowRight"], clitics: ["BracketLeft", "BracketRight"], sentences: ["Semicolon", "Quote"] };

/** What the mouse does: only listed. */
const MOUSE = () => [
  { group: "choose", keys: `2 × ${gettext("click")}`, text: () => gettext("Choose a word; three times a sentence, four times the block") },
  { group: "choose", keys: `Shift + ${gettext("click")}`, text: () => gettext("Choose up to there") },
  { group: "choose", keys: `Ctrl + ${gettext("click")}`, text: () => gettext("Choose further words as well") },
  { group: "choose", keys: `Alt + ${gettext("drag")}`, text: () => gettext("Choose by letter") },
];

/** @param {{shortcuts: object, selecting: object, edges: () => object|null, places: object, manuscript: object}} parts */
export function addSelectingKeys({ shortcuts, selecting, edges, places, manuscript }) {
  /** What the keys move: an edge that was taken hold of, else the text cursor. */
  const isHeld = () => Boolean(edges()?.isHeld());
  const mover = () => (isHeld() ? edges() : selecting);

  function sideways(measure) {
    return (event) => {
      if (mover().cursor === null) return false;
      // On a Mac, Cmd and an arrow goes as far as it gets.
      const by = IS_MAC && event.metaKey ? "block" : measure;
      mover().step(by, isLeft(event) === places.leftIsForward(mover().cursor), event.shiftKey);
    };
  }

  /** Down is to where the next block begins, as words are chosen from there on; choosing goes to the end of its block. */
  function byBlock({ code, shiftKey }) {
    const isDown = code === "ArrowDown";
    const isGoing = isDown && !shiftKey && !isHeld() && selecting.cursor !== null;
    const next = isGoing && manuscript.blocks[manuscript.blockAt(selecting.cursor).index + 1];
    if (next) selecting.to(next.start, false);
    else mover().step("block", isDown, shiftKey);
  }

  function toEdge(of) {
    return (event) => {
      if (mover().cursor === null) return false;
      const { start, end } = of();
      mover().to(event.code === "End" ? end : start, event.shiftKey);
    };
  }

  function chooseAll() {
    const { start, end } = everythingOf(manuscript);
    selecting.cover(start, end, { anew: true });
  }

  const isOnWords = (state) => Boolean(state.selection) && !selecting.isAdding() && !isHeld();

  shortcuts.add(
    moves(PAIRS.arrows, () => gettext("By letter and line"), sideways("letter")),
    moves(["ArrowUp", "ArrowDown"], () => gettext("By letter and line"), (event) => mover().line(event.code === "ArrowDown", event.shiftKey)),
    moves(PAIRS.arrows, () => gettext("By word"), sideways("word"), { ctrl: true }),
    // Elsewhere Alt and an arrow is the browser's way back: the text cursor leaves it alone.
    moves(PAIRS.arrows, () => gettext("By word"), sideways("word"), { alt: true }).filter(() => IS_MAC),
    moves(PAIRS.clitics, () => gettext("By parts of a word, [ to the left and ] to the right: و ف ب ل ك س ال before it, pronouns after it"), sideways("clitic"), {
      shift: false,
      when: (state) => !isOnWords(state),
    }),
    moves(PAIRS.clitics, () => gettext("Choose by parts of a word"), sideways("clitic"), { group: "choose", shift: true }),
    moves(PAIRS.sentences, () => gettext("By sentence"), sideways("sentence")),
    moves(["ArrowUp", "ArrowDown"], () => gettext("By block"), byBlock, { ctrl: true }),
    moves(["Home", "End"], () => gettext("To the start or end of the block"), toEdge(() => places.around("block", mover().cursor))),
    moves(["Home", "End"], () => gettext("To the start or end of the article"), toEdge(() => everythingOf(manuscript)), { ctrl: true }),
    { group: "choose", keys: "Shift + …", text: () => gettext("Choose words while moving") },
    onWordsKeys({ selecting, places, isOnWords }),
    {
      group: "choose",
      code: "KeyA",
      ctrl: true,
      inText: true,
      text: () => gettext("Choose the whole article"),
      act: () => chooseAll(),
    },
    MOUSE(),
  );
}

function isLeft({ code }) {
  return code.endsWith("Left") || code === "Semicolon";
}

function moves(codes, text, act, held = {}) {
  return codes.map((code) => ({ group: "move", code, shift: "either", inText: true, text, act, ...held }));
}

function everythingOf({ blocks }) {
  return { start: blocks[0]?.start ?? 0, end: blocks.at(-1)?.end ?? 0 };
}

/** What can be done to the words just chosen. */
function onWordsKeys({ selecting, places, isOnWords }) {
  return [
    ...["BracketRight", "BracketLeft"].map((code) => ({
      group: "choose",
      code,
      inText: true,
      when: isOnWords,
      text: () => gettext("Take و ف ب ل ك س ال off the first word (in Arabic ]), or a pronoun off the last (in Arabic [)"),
      act: (event) => selecting.trim(isLeft(event) !== places.leftIsForward(selecting.cursor)),
    })),
    {
      group: "choose",
      code: "Backslash",
      when: isOnWords,
      text: () => gettext("The very letters passed over, or whole words"),
      act: () => selecting.refine(),
    },
    {
      group: "choose",
      code: "Comma",
      inText: true,
      when: isOnWords,
      text: () => gettext("Keep these words and choose further ones"),
      act: () => selecting.addFurther(),
    },
  ];
}
