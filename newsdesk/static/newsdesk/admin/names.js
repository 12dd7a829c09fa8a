/** Names for what Select2 makes of a choice among many: its box takes the name of the field that it stands for. */

name(document.body);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) name(node);
}).observe(document.body, { childList: true, subtree: true });

function name(place) {
  for (const box of place.querySelectorAll(".select2-selection:not([aria-label])")) {
    const field = box.closest(".select2-container").previousElementSibling;
    const words = wordsOf(field);
    if (!words) continue;
    // What is chosen is read as the value of the box, which would otherwise be its name, and none where nothing is.
    box.removeAttribute("aria-labelledby");
    for (const part of [box, box.querySelector("[role=textbox]")]) part?.setAttribute("aria-label", words);
  }
  // The field to search in belongs to the box that is open.
  for (const search of place.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const open = document.querySelector(".select2-container--open .select2-selection[aria-label]");
    if (open) search.setAttribute("aria-label", open.getAttribute("aria-label"));
  }
}

function wordsOf(field) {
  return field?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent.replace(/:\s*$/, "").trim();
}
