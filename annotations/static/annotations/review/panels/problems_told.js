/** What is amiss at a place of an annotation, where it is to be mended. */

import { h } from "../../../newsdesk/js/dom.js";
import { messageOf } from "../state/names.js";

/** In a line, by the path that the problems name; null where nothing is. */
export function told({ problems }, path) {
  const messages = problems.filter((problem) => problem.path === path).map(messageOf);
  return messages.length ? h("p", { class: "field-problem", id: `problem-${path.replace("/", "-")}` }, messages.join(" ")) : null;
}
