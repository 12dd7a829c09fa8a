/** Words marked by typing them: they are looked for in the article, and each place where they stand can be made something. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext, interpolate, ngettext } from "../../../newsdesk/js/i18n.js";
import { kindOf } from "../state/codebook.js";
import { nameOf } from "../state/names.js";
import { activeOf } from "../state/reducer.js";
import { search } from "../text/fold.js";
import { pointsOf } from "../../../articles/js/spans.js";

const AROUND = 24;
const MOST = 20;

/**
 * @param {object} options
 * @param {string} options.text of the whole revision
 * @param {() => void} options.redraw shows what `draw` gives anew
 */
export function createMarker({ editing, text, redraw }) {
  let words = "";
  let places = null;

  function draw(state) {
    return h(
      "form",
      { class: "table-marker", role: "search", "aria-label": gettext("Mark words by typing them"), onsubmit: look },
      h("label", { for: "marker-words" }, gettext("Mark words by typing them")),
      h(
        "div",
        { class: "table-marker-line" },
        h("input", { id: "marker-words", class: "input", type: "search", dir: "auto", autocomplete: "off", "data-key": "marker-words", value: words, oninput: typed }),
        h("button", { class: "button button-quiet", "data-key": "marker-look" }, gettext("Find them")),
      ),
      places && found(state),
    );
  }

  function typed(event) {
    words = event.target.value;
    places = null;
  }

  function look(event) {
    event.preventDefault();
    places = words.trim() ? search(text, words.trim()) : null;
    redraw();
  }

  function found(state) {
    if (!places.length) {
      return h("p", { class: "help", role: "status" }, gettext("These words are not in the article. Check them, or type fewer."));
    }
    return [
      h("p", { class: "help", role: "status" }, interpolate(ngettext("Found %(n)s time.", "Found %(n)s times.", places.length), { n: places.length })),
      h("ul", { class: "table-places" }, places.slice(0, MOST).map((place, index) => h("li", {}, inContext(place), h("div", { class: "cluster" }, choices(state, place, index))))),
      places.length > MOST && h("p", { class: "help" }, gettext("Type more words to tell the places apart.")),
    ];
  }

  function inContext([start, end]) {
    const line = text.slice(0, start).lastIndexOf("\n") + 1;
    const before = text.slice(Math.max(line, start - AROUND), start);
    const [after] = text.slice(end, end + AROUND).split("\n");
    return h("p", { dir: "auto" }, start - AROUND > line && "…", before, h("mark", {}, text.slice(start, end)), after, "…");
  }

  /** What the words can become: a part of the annotation being worked on, or a new one. */
  function choices(state, place, index) {
    const active = activeOf(state);
    const kind = active && kindOf(state.codebook, active.state.kind);
    const choice = (name, key, act) =>
      button(name, () => mark(place, act), { look: "quiet", key: `mark-${index}-${key}` });
    return [
      (kind?.roles ?? []).map((role) => choice(`${nameOf(kind)}: ${nameOf(role)}`, role.key, (spans) => editing.assign(role.key, {}, spans))),
      state.codebook.annotations.map((one) => choice(interpolate(gettext("New: %(name)s"), { name: nameOf(one) }), one.key, (spans) => editing.create(one.key, null, "", {}, { spans }))),
    ].flat();
  }

  function mark([start, end], act) {
    act([{ start: pointsOf(text, start), end: pointsOf(text, end) }]);
    words = "";
    places = null;
    redraw();
  }

  return { draw };
}
