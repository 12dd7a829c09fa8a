/**
 * On every page of somebody signed in: sends what an earlier page was left with, asks before signing out while something
 * is not sent, and takes back what was downloaded. Loads next to nothing where nobody has annotated in this browser.
 */

// The review page sends what is its own by itself.
const [, shown] = /\/readings\/(\d+)\//.exec(location.pathname) ?? [];
const form = document.querySelector("form[data-sign-out]");
let loading = null;

if (form) {
  form.addEventListener("submit", askFirst);
  document.querySelector("[data-give-back]")?.addEventListener("click", giveBack);
  (globalThis.requestIdleCallback ?? setTimeout)(begin);
}

async function begin() {
  if (!(await mayHoldSomething())) return;
  const { sendInBackground } = await load();
  await sendInBackground({ user: whose(), except: shown });
}

/** Where a browser does not tell its databases, it has to be looked into. */
async function mayHoldSomething() {
  if (shown || !globalThis.indexedDB?.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === "newsdesk");
}

/** Before it is wanted: without a network it would be too late. */
function load() {
  loading ??= import("./signing_out.js");
  loading.catch(() => (loading = null));
  return loading;
}

async function askFirst(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.ariaBusy) return;
  const done = showBusy(button);
  try {
    const { signOut } = await load();
    await signOut({ form, user: whose() });
  } catch (error) {
    reportError(error);
    form.submit();
  }
  done();
}

/** That it was pressed is seen before anything has answered. What puts the button back as it was. */
function showBusy(button) {
  const words = button.querySelector("[data-busy]");
  const name = words.textContent;
  words.textContent = words.dataset.busy;
  button.ariaBusy = "true";
  return () => {
    words.textContent = name;
    button.ariaBusy = null;
  };
}

function giveBack() {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", async () => {
    const { giveBackFile } = await load();
    await giveBackFile({ file: input.files[0], user: whose() });
  });
  input.click();
}

function whose() {
  return Number(form.dataset.signOut);
}
