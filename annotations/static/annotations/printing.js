/** The button that hands the page to the printer; without this module the browser's own menu does. */

const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
