/**
 * A strip at the foot of the article: which role the next words fill, which quotation is proposed, what was
 * just marked with a way back, and the relation that is offered.
 */

import { redraw } from "../../../newsdesk/js/dom.js";
import { light } from "../text/highlighting.js";
import { labelsAhead, offerOf, proposalOf, sentence, steps, ways } from "./flow_steps.js";

export function createFlowStrip({ place, store, attributing, editing, manuscript, places }) {
  const said = place.querySelector("[data-part=next]");
  const body = place.querySelector("[data-part=steps]");
  const tools = { attributing, editing, manuscript, places };
  let shown = [];
  let proposed; // where the words begin that are shown as a proposal

  function draw(state) {
    const { flow, active, selection, objects, declined } = state;
    const seen = [flow, active, selection, objects, declined];
    if (seen.every((one, index) => one === shown[index])) return;
    shown = seen;
    const progress = attributing.progress(state);
    const isOpen = Boolean(progress && !progress.isComplete);
    const proposal = isOpen ? attributing.proposal(state) : null;
    const offer = attributing.offer(state);
    if (proposal?.start !== proposed) preview(proposal);
    place.toggleAttribute("data-shown", isOpen || Boolean(offer));
    place.toggleAttribute("data-offer", Boolean(offer));
    place.closest("main").toggleAttribute("data-flowing", Boolean(isOpen && progress.next));
    const words = isOpen ? sentence(progress) : "";
    if (said.textContent !== words) said.textContent = words;
    redraw(body, () => [
      isOpen && [ways(tools, progress, flow, proposal), steps(tools, progress, flow), labelsAhead(tools, progress)],
      proposal && proposalOf(tools, progress, proposal),
      offer && offerOf(tools, state, offer),
    ]);
  }

  /** The proposed words, dashed in the text, and in sight above the strip. */
  function preview(proposal) {
    proposed = proposal?.start;
    if (proposal) queueMicrotask(() => manuscript.bring(proposal.start, proposal.end));
    light("proposed", proposal ? manuscript.seenRangesOf(proposal.start, proposal.end) : []);
  }

  // A press here must not take the selection from the words.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  store.subscribe(draw);
}
