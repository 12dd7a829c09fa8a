/** Keeps the list of files fresh while one is being made. Without it, reloading the page does the same. */

const PAUSE = 1500;
const LONGEST_PAUSE = 20_000;

/** Ask for the page again and again, ever more slowly while nothing changes, until every file is finished. */
async function watch() {
  let pause = PAUSE;
  while (document.querySelector("#exports [data-unfinished]")) {
    await wait(pause);
    pause = (await refresh()) ? PAUSE : Math.min(pause * 1.3, LONGEST_PAUSE);
  }
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Redraw the rows that look different now. Gives whether any did; a server that does not answer changes nothing. */
async function refresh() {
  if (document.hidden) return false;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    return [...document.querySelectorAll("#exports > li")].map((row) => redraw(row, fresh)).includes(true);
  } catch {
    return false;
  }
}

function redraw(row, fresh) {
  const now = fresh.getElementById(row.id);
  if (!now || now.dataset.look === row.dataset.look) return false;
  row.replaceWith(document.adoptNode(now));
  announce(now);
  return true;
}

function announce(row) {
  const name = row.querySelector("h3").textContent.trim();
  const state = row.querySelector("[data-state]").textContent.trim();
  document.getElementById("exports-news").textContent = `\u2068${name}\u2069: ${state}`;
}

watch();
