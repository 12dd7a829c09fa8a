/** Both edges of a part, each moved by a letter at a time. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";

export function edgesOf(annotation, index, acts) {
  const names = {
    start: [gettext("Begin a letter earlier"), gettext("Begin a letter later")],
    end: [gettext("End a letter earlier"), gettext("End a letter later")],
  };
  return Object.entries(names).map(([edge, [earlier, later]]) =>
    h(
      "span",
      { class: "part-edge" },
      edge === "start" ? gettext("Start") : gettext("End"),
      nudge({ annotation, index, edge, isLater: false, name: earlier }, acts),
      nudge({ annotation, index, edge, isLater: true, name: later }, acts),
    ),
  );
}

function nudge({ annotation, index, edge, isLater, name }, { editing, manuscript }) {
  const { [edge]: offset } = annotation.state.anchors[index];
  const move = () => editing.moveEdge(annotation, index, edge, manuscript.beside(offset, isLater));
  return button(isLater ? "+" : "−", move, { key: `${edge}-${isLater ? "later" : "earlier"}-${index}`, "aria-label": name, title: name });
}
