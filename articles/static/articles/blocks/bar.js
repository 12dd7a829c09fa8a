/** The page's bar: how things stand, what is left to check, and the buttons for what is done to blocks. */

import { button, h } from "../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../newsdesk/js/i18n.js";

const STATES = {
  saved: () => gettext("Saved"),
  changed: () => gettext("Not saved yet"),
  saving: () => gettext("Saving…"),
  waiting: () => gettext("No answer: it is tried again"),
  "signed-out": () => gettext("Signed out: not saved yet"),
  conflict: () => gettext("Not saved: somebody else was here"),
  refused: () => gettext("Not saved"),
};

export function createBlocksBar({ part, kinds, state, cursor, doing, saving, showKeys }) {
  const on = (name, act) => part(name).addEventListener("click", act);
  on("undo", doing.undo);
  on("redo", doing.redo);
  on("split", doing.splitHere);
  on("join", () => doing.joinWith(false));
  on("begins", () => doing.borderHere("start"));
  on("ends", () => doing.borderHere("end"));
  on("right", doing.confirmHere);
  on("next", () => doing.toFlagged());
  on("save", () => saving.save());
  on("all-right", () => saving.saveAllRight());
  on("keys", showKeys);
  // A press leaves the text cursor where it is.
  part("tools").addEventListener("pointerdown", (event) => event.preventDefault());

  function draw() {
    const { blocks } = state;
    const { flagged, kind } = blocks[cursor.index];
    const left = blocks.filter((block) => block.flagged).length;
    part("undo").disabled = !state.canUndo;
    part("redo").disabled = !state.canRedo;
    part("join").disabled = part("begins").disabled = cursor.index === 0;
    part("ends").disabled = cursor.index === blocks.length - 1;
    part("right").disabled = !flagged;
    part("next").disabled = !left;
    part("kind-name").textContent = kinds.get(kind) ?? kind;
    part("left").textContent = left
      ? interpolate(ngettext("%(n)s block to check", "%(n)s blocks to check", left), { n: left })
      : gettext("Nothing to check");
    part("left").className = `badge ${left ? "badge-warning" : "badge-success"}`;
  }

  saving.subscribe(({ status, isKept }) => {
    const badge = part("state");
    badge.textContent = status === "changed" && !isKept ? gettext("Not saved, and not kept in this browser") : STATES[status]();
    badge.dataset.state = status;
    part("save").disabled = status === "saving" || status === "saved" || status === "conflict";
    part("all-right").disabled = status === "saving" || status === "conflict";
    part("sign-in").hidden = status !== "signed-out";
    draw();
  });
  state.subscribe(draw);
  cursor.subscribe(draw);
}

/** What somebody else has stored meanwhile, and what to do about it. */
export function createConflict({ place, state, saving, doing, differing, when }) {
  let shown = null;
  saving.subscribe(({ status, theirs, problem }) => {
    // What is told once is not told again with each step that is done meanwhile.
    const now = theirs ?? problem;
    if (now && now === shown) return;
    shown = now;
    place.replaceChildren(...(status === "conflict" ? conflict(theirs) : status === "refused" ? refusal(problem) : []));
    place.hidden = !place.childElementCount;
  });

  function conflict(theirs) {
    const count = differing(state.blocks, theirs.blocks);
    const who = theirs.by
      ? interpolate(gettext("%(name)s corrected these blocks meanwhile (%(when)s)."), { name: `\u2068${theirs.by}\u2069`, when: when(theirs.at) })
      : gettext("Somebody else corrected these blocks meanwhile.");
    const told = interpolate(ngettext("Yours are kept and not stored; %(n)s block differs.", "Yours are kept and not stored; %(n)s blocks differ.", count), { n: count });
    return [
      h("p", {}, `${who} ${told}`),
      h(
        "div",
        { class: "cluster" },
        button(gettext("Show theirs; undo brings mine back"), () => (saving.settle(), doing.takeOver(theirs.blocks)), { look: "quiet" }),
        button(gettext("Store mine in place of theirs"), () => (saving.settle(), saving.save()), { look: "quiet" }),
      ),
    ];
  }

  function refusal(problem) {
    return [
      h("p", {}, problem?.title ?? gettext("The server did not take this. Reload the page; your corrections are kept.")),
      problem?.errors?.length ? h("ul", {}, problem.errors.map(({ message }) => h("li", {}, message))) : "",
    ].filter(Boolean);
  }
}
