/** The keys and the mouse of the flow in which the roles of an annotation are filled. */

import { gettext } from "../../../newsdesk/js/i18n.js";
import { takesDrags } from "../state/flow.js";
import { activeOf, isWritable } from "../state/reducer.js";

export function addFlowKeys({ shortcuts, store, attributing }) {
  shortcuts.add(...keysOfFlow(attributing), ...keysOfParts(store, attributing));
}

function keysOfFlow(attributing) {
  return [
    {
      group: "parts",
      code: "Enter",
      text: () => gettext("Mark the words as the next part, or take what is proposed"),
      when: (state) => Boolean(state.selection ? attributing.progress(state)?.next : attributing.proposal(state)),
      act: () => attributing.fill(),
    },
    {
      group: "edit",
      code: "Enter",
      text: () => gettext("Done"),
      when: (state) =>
        isWritable(state) && Boolean(activeOf(state) || state.flow) && !(state.selection ? attributing.progress(state)?.next : attributing.proposal(state)),
      act: attributing.leave,
    },
    {
      group: "edit",
      code: "Escape",
      text: () => gettext("Done"),
      when: (state) => !state.selection && Boolean(activeOf(state) || state.flow) && !attributing.proposal(state),
      act: attributing.leave,
    },
    {
      group: "parts",
      code: "Escape",
      text: () => gettext("Turn down what is proposed"),
      when: (state) => !state.selection && Boolean(attributing.proposal(state)),
      act: () => attributing.decline("proposal"),
    },
  ];
}

function keysOfParts(store, attributing) {
  return [
    {
      group: "parts",
      code: "KeyI",
      text: () => gettext("Implicit source: not in the text"),
      when: (state) => attributing.canSay(state, "source_implicit"),
      act: () => (attributing.isOfKindWith(store.state, "source_implicit") ? attributing.withoutSource() : attributing.beginWithoutSource()),
    },
    {
      group: "parts",
      code: "KeyU",
      text: () => gettext("Source in a suffix pronoun: the words chosen"),
      when: (state) => attributing.canSay(state, "source_suffix"),
      act: attributing.suffixSource,
    },
    {
      group: "parts",
      code: "KeyJ",
      text: () => gettext("Join the words to the quotation that they continue"),
      when: (state) => Boolean(attributing.continued(state)),
      act: attributing.join,
    },
    {
      group: "edit",
      code: "KeyO",
      text: () => gettext("Link it to the annotation in whose quoted words it lies"),
      when: (state) => Boolean(attributing.offer(state)),
      act: attributing.link,
    },
  ];
}

/**
 * A finished drag or double click fills the next role; with Ctrl it adds to the one filled last. By touch and by key the
 * words may still grow, so that a press says when they are right.
 */
export function listenToMarking({ store, editing, attributing, manuscript }) {
  let pointer = "mouse";
  let isDoubled = false;
  manuscript.root.addEventListener("pointerdown", ({ pointerType }) => (pointer = pointerType));
  manuscript.root.addEventListener("click", (event) => {
    if (event.detail < 2) isDoubled = false;
    if (event.detail !== 2) marked(event);
  });
  manuscript.root.addEventListener("dblclick", (event) => (isDoubled = marked(event)));

  function marked(event) {
    const { flow, selection } = store.state;
    if (!flow || flow.isByKeys || !selection || pointer === "touch") return false;
    // A third click means more than the word that the second one has marked.
    if (isDoubled) editing.undo();
    isDoubled = false;
    const further = event.ctrlKey || event.metaKey ? flow.last : null;
    if (!further && !takesDrags(store.state)) return false;
    attributing.fill(further);
    return true;
  }
}
