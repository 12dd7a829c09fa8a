/** Correcting the blocks of a text: wires the text, its cursor, the borders, keys and buttons, and what brings it to the server. */

import { gettext, interpolate, timeWords } from "../../newsdesk/js/i18n.js";
import { pointsOf, unitsOf } from "../js/spans.js";
import { createBlocksBar, createConflict } from "./bar.js";
import { createBorders } from "./borders.js";
import { countDiffering } from "./correcting.js";
import { createCursor, takeNoTyping } from "./cursor.js";
import { createDoing } from "./doing.js";
import { createBlockKeeping } from "./drafts.js";
import { createDrawing } from "./drawing.js";
import { createKeys } from "./keys.js";
import { createKindMenu } from "./kind_menu.js";
import { createSaving } from "./saving.js";
import { createState } from "./state.js";

const data = JSON.parse(document.getElementById("blocks").textContent);
const { text } = data;
const part = (name) => document.querySelector(`[data-blocks="${name}"]`);
const root = part("text");
const kinds = new Map(data.kinds);
const places = {
  toUnits: (blocks) => blocks.map((block) => ({ ...block, start: unitsOf(text, block.start), end: unitsOf(text, block.end) })),
  toPoints: (blocks) => blocks.map(({ kind, start, end, flagged }) => ({ kind, start: pointsOf(text, start), end: pointsOf(text, end), flagged })),
};

const state = createState({ blocks: places.toUnits(data.blocks), seen: data.seen });
const drawing = createDrawing({ root, text, kinds, state });
drawing.draw();
const cursor = createCursor({ root, state, drawing });
const doing = createDoing({ state, text, kinds, drawing, cursor, say });
const keeping = createBlockKeeping({ key: `${data.user}:${data.revision}`, state, text, places });
const saving = createSaving({
  state,
  places,
  keeping,
  url: data.urls.blocks,
  user: data.user,
  confirmAll: doing.confirmAll,
  onSaved: () => say(state.blocks.some(({ flagged }) => flagged) ? gettext("Saved. Some blocks are still to be checked.") : gettext("Saved: every block of this text is checked.")),
});
const { showKeys } = createKeys({ root, dialog: part("key-list"), kinds, doing, saving, toNextArticle: () => part("next-article")?.click() });
createBorders({ place: part("borders"), root, text, state, drawing, cursor, doing });
createKindMenu({ menu: part("kinds"), root, button: part("kind"), kinds, state, cursor, doing });
createBlocksBar({ part, kinds, state, cursor, doing, saving, showKeys });
createConflict({ place: part("conflict"), state, saving, doing, differing: countDiffering, when: (moment) => timeWords(new Date(moment)) });
takeNoTyping({ root, drawing, onSlip: () => cursor.put(cursor.at, cursor.index) });
part("next-article")?.addEventListener("click", leaveSaved);
tellBlock();
recover();
document.documentElement.dataset.blocksReady = "";

/** What an earlier page was left with is at hand again; undoing leads to what is stored. */
function recover() {
  const found = keeping.recovered();
  if (found) {
    doing.takeOver(found);
    say(gettext("Your corrections from before are here again. They are not saved yet."));
    saving.askWhetherCurrent();
  } else if (state.blocks.some(({ flagged }) => flagged)) {
    doing.toFirstFlagged();
  } else {
    cursor.put(cursor.at, 0);
  }
}

/** Whoever goes on has what is at hand saved first. */
async function leaveSaved(event) {
  if (state.isSaved) return;
  event.preventDefault();
  await saving.save();
  if (state.isSaved) location.assign(part("next-article").href);
}

/** Say something, in sight and to those who listen; the same again is said again. */
function say(words) {
  const place = part("said");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

/** Whoever does not see the text hears which block the cursor has come to. */
function tellBlock() {
  let told = null;
  cursor.subscribe(() => {
    const { blocks } = state;
    const block = blocks[cursor.index];
    root.querySelector("[data-current]")?.removeAttribute("data-current");
    drawing.rowOf(cursor.index).setAttribute("data-current", "");
    if (told === block) return;
    told = block;
    const values = { kind: kinds.get(block.kind), place: cursor.index + 1, all: blocks.length };
    part("where").textContent = interpolate(block.flagged ? gettext("%(kind)s, block %(place)s of %(all)s, to check") : gettext("%(kind)s, block %(place)s of %(all)s"), values);
  });
}
