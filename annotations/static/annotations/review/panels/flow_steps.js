/** The pieces of the strip at the foot of the article. `tools` are those of `createFlowStrip`. */

import { bdi, button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate } from "../../../newsdesk/js/i18n.js";
import { kindOf, paintOf } from "../state/codebook.js";
import { definitionOf, nameOf } from "../state/names.js";
import { quoteOf, withoutLetter } from "../state/naming.js";
import { activeOf } from "../state/reducer.js";
import { shortened } from "../text/shortened.js";

const EXCERPT = 24;

/** What comes next, in words. */
export function sentence({ next }) {
  return interpolate(gettext("Next: %(name)s"), { name: next ? nameOf(next) : gettext("the label") });
}

/** The roles with what was marked of each; once all have their words, the labels. */
export function steps(tools, { kind, annotation, roles, next }, { last }) {
  const needsSource = next && kind.source_implicit && !roles.find(({ role }) => role.key === kind.source_role)?.words;
  return h(
    "div",
    { class: "flow-roles", role: "group", "aria-label": nameOf(kind) },
    next ? roles.map((one) => stepOf(tools, kind, one, next, one.role.key === last)) : labels(tools, kind, annotation),
    needsSource && flowButton("implicit", gettext("Implicit source"), "I", tools.attributing.withoutSource),
  );
}

/** What is written together with the words just marked may stay outside. */
function less({ places, editing }, annotation, role) {
  const index = annotation?.state.anchors.findLastIndex((anchor) => anchor.role === role) ?? -1;
  const found = index < 0 ? null : places.leftOut(annotation.state.anchors[index]);
  return found && flowButton("less", withoutLetter(found.letter), null, () => editing.moveEdge(annotation, index, "start", found.rest.start));
}

/** The way back, and the way out. */
export function ways(tools, { annotation }, { last }, proposal) {
  const { editing, attributing } = tools;
  return h(
    "div",
    { class: "flow-ways" },
    less(tools, annotation, last),
    annotation && flowButton("undo", gettext("Undo"), null, editing.undo),
    flowButton("leave", annotation ? gettext("Done") : gettext("Cancel"), proposal ? null : "Esc", attributing.leave),
  );
}

/** A role; the one that was marked last shows its words. */
function stepOf({ attributing }, kind, { role, words, isSkipped }, next, isLast) {
  const isNext = role === next;
  return h(
    "button",
    {
      type: "button",
      class: "flow-role",
      "data-key": `flow-${role.key}`,
      "data-role": role.key,
      "data-paint": paintOf(kind, role.key),
      "data-done": Boolean(words) || isSkipped,
      "aria-current": isNext ? "step" : null,
      disabled: Boolean(words),
      onclick: () => attributing.name(role.key),
    },
    h("span", { class: "flow-mark", "aria-hidden": "true" }, words ? "✓" : isSkipped ? "–" : isNext ? "●" : "○"),
    nameOf(role),
    isLast && words && h("bdi", { class: "flow-words" }, shortened(words, EXCERPT)),
    isSkipped && h("span", { class: "flow-note" }, gettext("not in the text")),
    !words && role.hotkey && h("kbd", {}, role.hotkey),
  );
}

/** Once no part is missing that must be there, the label may come before those that need not: a narrow window has no panel then. */
export function labelsAhead(tools, { kind, annotation, next }) {
  const { label } = annotation?.state ?? {};
  if (!next || !annotation || label || annotation.problems.some(({ path }) => path.startsWith("roles/"))) return null;
  return h("div", { class: "flow-labels", role: "group", "aria-label": interpolate(gettext("Labels: %(name)s"), { name: nameOf(kind) }) }, labels(tools, kind, annotation));
}

/** With all words marked the label is next. */
function labels({ editing }, kind, annotation) {
  return kind.labels.map((label) =>
    h(
      "button",
      { type: "button", class: "picker-label", "data-key": `flow-label-${label.key}`, title: definitionOf(label), onclick: () => editing.label(annotation, label.key) },
      nameOf(label),
      label.hotkey && h("kbd", {}, label.hotkey),
    ),
  );
}

export function proposalOf({ attributing, manuscript }, { kind }, { start, end, role }) {
  const name = nameOf(kind.roles.find(({ key }) => key === role));
  return h(
    "p",
    { class: "flow-offer" },
    h("span", {}, interpolate(gettext("Proposed as “%(name)s”:"), { name }), " ", bdi(shortened(manuscript.quote(start, end), 2 * EXCERPT))),
    flowButton("take", gettext("Take it"), "Enter", () => attributing.take()),
    flowButton("decline-proposal", gettext("No"), "Esc", () => attributing.decline("proposal")),
  );
}

/** Of an annotation that lies in the quotation of another, or holds others in its own. */
export function offerOf({ attributing }, state, { what, relation, container, contained }) {
  const around = container ?? activeOf(state);
  const quoted = quotedRole(kindOf(state.codebook, around.state.kind));
  const title = container ? gettext("Lies in “%(name)s” of:") : gettext("In its “%(name)s” lies:");
  const words = container ? wordsBeside(container, quoted) : contained.map((one) => shortened(quoteOf(one.state), EXCERPT)).join(gettext(", "));
  return h(
    "p",
    { class: "flow-offer" },
    h("span", {}, interpolate(title, { name: nameOf(quoted) }), " ", bdi(shortened(words, 3 * EXCERPT))),
    flowButton("link", interpolate(gettext("Link: %(name)s"), { name: nameOf(relation) }), "O", attributing.link),
    flowButton("decline-link", gettext("No"), null, () => attributing.decline(what)),
  );
}

/** The words of an annotation but those that it quotes, by which it is known. */
function wordsBeside({ state: { anchors } }, quoted) {
  const words = anchors.filter(({ role }) => role !== quoted.key).map(({ exact }) => exact).join(" … ");
  return shortened(words || anchors[0].exact, EXCERPT);
}

function quotedRole(kind) {
  return kind.roles.find(({ key }) => key === kind.quoted_role);
}

function flowButton(key, words, hotkey, act) {
  return button(words, () => act(), { key: `flow-${key}`, hotkey });
}
