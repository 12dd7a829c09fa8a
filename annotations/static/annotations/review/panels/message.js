/** One place where the page speaks to a screen reader, and shows what it says. */

export function createMessage({ place, store }) {
  store.subscribe(({ message }) => {
    if (place.textContent === message) return;
    place.textContent = message;
    place.hidden = !message;
  });
}
