/** Shows, while an editor moves the bounds of blocks, the words between them and what would lie in no block. */

const form = document.querySelector("form[data-blocks]");
// Bounds count code points, as the server does; JavaScript's own strings count UTF-16 units.
const letters = Array.from(JSON.parse(document.getElementById("revision-text").textContent));

form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-block]");
  if (row) showWords(row);
  showGaps();
});
showGaps();

function showWords(row) {
  const { start, end } = boundsOf(row);
  row.querySelector("[data-words]").textContent = letters.slice(start, end).join("");
  row.classList.toggle("block-removed", isRemoved(row));
}

function showGaps() {
  const gaps = form.querySelector("[data-gaps]");
  const words = uncovered().map((gap) => `«${gap}»`);
  gaps.textContent = words.length ? `${gaps.dataset.label} ${words.join(" ")}` : "";
}

function uncovered() {
  const covered = new Uint8Array(letters.length);
  for (const row of form.querySelectorAll("[data-block]")) {
    const { start, end } = boundsOf(row);
    if (!isRemoved(row)) covered.fill(1, start, end);
  }
  const free = letters.map((letter, offset) => (covered[offset] ? "\n" : letter)).join("");
  return free.split("\n").map((gap) => gap.trim()).filter(Boolean);
}

function boundsOf(row) {
  const number = (name) => Number(row.querySelector(`input[name$="-${name}"]`).value);
  return { start: number("start"), end: number("end") };
}

function isRemoved(row) {
  return row.querySelector('input[name$="-DELETE"]').checked;
}
