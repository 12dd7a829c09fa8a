/** Elements without markup in strings: what people typed stays text. */

/**
 * An element. Keys that begin with "on" are listeners; true, false and null are a bare attribute or none.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|null|undefined|false|Array)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return element;
}

/**
 * A small button.
 * @param {string | Array} name what stands on it
 * @param {(event: Event) => void} onclick
 * @param {object} [options] beside these, any attribute
 * @param {string} [options.look] how loud it is: "" the loudest, "quiet", or "plain"
 * @param {string} [options.key] its `data-key`, by which `redraw` finds it again
 * @param {string} [options.hotkey] the key that does the same, written on it
 */
export function button(name, onclick, { look = "plain", key, hotkey, ...attributes } = {}) {
  const looks = ["button", look && `button-${look}`, "button-small"].filter(Boolean).join(" ");
  return h("button", { type: "button", class: looks, "data-key": key, onclick, ...attributes }, name, hotkey && h("kbd", {}, hotkey));
}

/** Text that a person typed or an article holds, kept from turning its surroundings around. */
export function bdi(text) {
  return h("bdi", {}, text);
}

/**
 * Show new children in a place, with the focus, the text cursor and unfinished typing where they were, by `data-key`.
 * While something in the place is being pressed that waits.
 * @param {HTMLElement} place
 * @param {() => Array} children makes them: they may take what lasts, such as a field, out of the place
 * @param {() => void} [shown] called when it is done
 */
export function redraw(place, children, shown = () => {}) {
  const drawing = { place, children, shown };
  newest.set(place, drawing);
  if (pressed && place.contains(pressed.target)) waiting.set(place, drawing);
  else show(drawing);
}

/** How far a place was scrolled when that was last painted. To ask the place itself would lay the page out. */
export function scrolledTo(place) {
  return scrolled.get(place) ?? 0;
}

const scrolled = new WeakMap();
addEventListener("scroll", ({ target }) => scrolled.set(target, target.scrollTop), { capture: true, passive: true });
const newest = new WeakMap();
const waiting = new Map();
// What is being pressed must still be there when it is let go, or the click is lost: leaving a field saves it, and
// that redraws the very button for which it was left.
let pressed = null;
addEventListener("pointerdown", ({ target }) => (pressed = { target }), true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    const press = pressed;
    setTimeout(() => pressed === press && letGo());
  }, true);
}

function letGo() {
  pressed = null;
  const drawings = [...waiting.values()];
  waiting.clear();
  drawings.forEach(show);
}

function show(drawing) {
  const { place, children, shown } = drawing;
  if (newest.get(place) !== drawing) return;
  waiting.delete(place);
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const key = held?.dataset.key;
  const typed = held && "defaultValue" in held && held.value !== held.defaultValue ? held.value : null;
  const cursor = held && "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : null;
  const height = scrolledTo(place);
  const made = children().flat(Infinity).filter(Boolean);
  // What has the focus and goes is left first: that saves what was typed, and may draw this place anew meanwhile.
  if (held && !made.some((child) => child.contains(held))) held.blur();
  if (newest.get(place) === drawing) {
    fill(place, made);
    if (height) place.scrollTop = height;
    shown();
  }
  const again = key && place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!again || again === document.activeElement) return;
  if (typed !== null && again.type !== "radio" && again.type !== "checkbox") again.value = typed;
  again.focus({ preventScroll: true });
  if (cursor && cursor[0] != null && again.setSelectionRange) again.setSelectionRange(...cursor);
}

/** Let a place hold these and nothing else. What is there already stays where it is, neither styled nor laid out anew. */
function fill(place, children) {
  const wanted = new Set(children);
  for (const child of [...place.childNodes]) if (!wanted.has(child)) child.remove();
  let next = place.firstChild;
  for (const child of children) {
    if (child === next) next = next.nextSibling;
    else place.insertBefore(child, next);
  }
}

/**
 * Listeners that hand over what is typed a moment after the last key, and at once when the field is left. `keep` is called
 * with every key.
 */
export function whenTyped(take, keep = () => {}, wait = 600) {
  let timer = 0;
  return {
    oninput: (event) => {
      keep(event.target);
      clearTimeout(timer);
      timer = setTimeout(() => take(event.target), wait);
    },
    onchange: (event) => {
      clearTimeout(timer);
      take(event.target);
    },
  };
}
