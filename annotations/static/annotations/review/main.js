/** The review page: wires the store, the panels, the outbox and the article together. */

import { gettext, interpolate } from "../../newsdesk/js/i18n.js";
import { createAnnouncing } from "./announcing.js";
import { createApi } from "./api.js";
import { createAttributing } from "./attributing.js";
import { createBar } from "./bar.js";
import { addCodebookKeys } from "./codebook_keys.js";
import { createDrafts } from "./drafts.js";
import { createEditing } from "./editing.js";
import { createFlowStrip } from "./flow_strip.js";
import { createHelp } from "./help.js";
import { listenToHovering } from "./hovering.js";
import { addKeys, keepFocus, listenToKeys } from "./keys.js";
import { createManuscript } from "./manuscript.js";
import { subjectOf } from "./naming.js";
import { canPaint, createPainter } from "./paint.js";
import { createPanel } from "./panel.js";
import { createPicker } from "./picker.js";
import { createPlaces } from "./places.js";
import { createRail } from "./rail.js";
import { addReadingAids } from "./reading_aids.js";
import { activeOf, begin, isWritable, problemsOf, reduce } from "./reducer.js";
import { createRemembering } from "./remembering.js";
import { createSelecting } from "./selecting.js";
import { addSelectingKeys } from "./selecting_keys.js";
import { createShortcuts } from "./shortcuts.js";
import { createSourceField } from "./source_field.js";
import { createStore } from "./store.js";
import { createSummary } from "./summary.js";
import { createSyncing } from "./syncing.js";
import { wholeText } from "./whole_text.js";

const data = JSON.parse(document.getElementById("reading").textContent);
const part = (name) => document.querySelector(`[data-review="${name}"]`);
data.text = wholeText(part("text"), data.between);

const api = createApi({ urls: data.urls, user: data.user });
const store = createStore(reduce, begin(data));
const manuscript = createManuscript(part("text"), data.text);
const key = `${data.user}:${data.reading.id}`;
const TOUR_SEEN = `newsdesk-tour:${data.user}`;
const drafts = createDrafts(key);
const { outbox, following, ...syncing } = createSyncing({ store, api, key, drafts, onNotTaken });
const remembering = createRemembering({ store, key });
const editing = createEditing({ store, outbox, drafts, manuscript, text: data.text });
const places = createPlaces(manuscript);
const selecting = createSelecting({ store, manuscript, places, caret: part("caret") });
const shortcuts = createShortcuts(() => document.documentElement.dataset.letterKeys !== "off");
const attributing = createAttributing({ store, editing, manuscript, places, text: data.text, shortcuts });
const showHelp = createHelp({ dialog: part("help"), shortcuts, startTour, codebook: store.state.codebook });

const sourceField = createSourceField({ store, editing, api, drafts, leave: () => manuscript.root.focus({ preventScroll: true }) });
createRail({ place: part("rail"), store, manuscript });
createPanel({ place: part("panel"), store, editing, manuscript, sourceField, shortcuts });
createSummary({ place: part("summary"), store, editing, outbox: { dismiss: syncing.dismiss }, toText: () => manuscript.root.focus({ preventScroll: true }) });
createPicker({ place: part("picker"), store, editing, attributing, manuscript, places, selecting });
createFlowStrip({ place: part("flow"), store, attributing, editing, manuscript, places });
createBar({ place: part("bar"), store, editing, outbox, handIn, takeBack, showHelp, showReturned });
addSelectingKeys({ shortcuts, selecting, edges: () => edges, places, manuscript });
addKeys({ shortcuts, store, editing, selecting, manuscript, showHelp });
addCodebookKeys({ shortcuts, store, editing, attributing, toText: () => manuscript.root.focus({ preventScroll: true }) });
shortcuts.add(sourceField.keys());
addReadingAids({ part, page: document.querySelector("main"), shortcuts, store, manuscript, selecting, toText: async () => isTable() && toggleTable() });
shortcuts.add({
  group: "go",
  code: "KeyM",
  text: () => gettext("To what is missing or was not taken"),
  when: (state) => !state.active && !state.flow && (state.returned.length > 0 || problemsOf(state).length > 0),
  act: () => (store.state.returned.length ? showReturned() : showMissing()),
});
shortcuts.add({ group: "page", code: "KeyG", text: () => gettext("First steps"), when: isWritable, act: () => void startTour() });
shortcuts.add(
  { group: "read", code: "KeyT", text: () => gettext("All annotations in a table, and back"), act: () => void toggleTable() },
  {
    group: "go",
    code: "Escape",
    text: () => gettext("From the table back to the text"),
    when: ({ active, flow, selection }) => isTable() && !active && !flow && !selection,
    act: () => void toggleTable(),
  },
);
listenToKeys({ store, shortcuts, manuscript });
keepFocus({ store, manuscript });
listenToHovering({ store, manuscript });
store.subscribe(createPainter(manuscript, store.state.codebook));
store.subscribe(announce());
createAnnouncing({ place: part("spoken"), store, manuscript, places });
store.subscribe(bringIntoView());
part("bar").querySelector("[data-part=table]").addEventListener("click", toggleTable);
part("no-highlights").hidden = canPaint();
document.querySelector("main").toggleAttribute("data-plain", !canPaint());
addEventListener("beforeunload", (event) => outbox.hasUnsent() && event.preventDefault());
addEventListener("pagehide", () => document.activeElement?.blur?.());
recover();

async function recover() {
  await syncing.begin(data.content);
  await remembering.begin();
  editing.finishTyping();
  following.start();
  showLinked();
  document.documentElement.dataset.reviewReady = "";
  lendHands();
  if (data.first_use && isWritable(store.state) && !remembered(TOUR_SEEN)) startTour({ asked: false });
}

/** The first steps: begun by themselves until they have been ended or left once, and by key ever after. */
let tour = null;
async function startTour(how) {
  tour ??= import("./tour.js").then(({ createTour }) => createTour({ place: part("tour"), part, store, editing, onEnd: () => remembered(TOUR_SEEN, "1") }));
  (await tour).begin(how);
}

/** What this browser keeps under a name, set first if a value is given; null where it keeps nothing. */
function remembered(name, value = null) {
  try {
    if (value !== null) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Handles and fingers: nobody has need of them before there is something to take hold of. */
let edges = null;
async function lendHands() {
  const { createHands } = await import("./hands.js");
  edges = createHands({ place: part("handles"), store, shortcuts, editing, manuscript, places, selecting });
}

/** Wanted rarely: its modules come when there is nothing else to do, and it is made when it is first asked for. */
let table = null;
function isTable() {
  return document.querySelector("main").dataset.view === "table";
}

async function toggleTable() {
  table ??= import("./table.js").then(({ createTable }) =>
    createTable({
      place: part("table"),
      page: document.querySelector("main"),
      button: part("bar").querySelector("[data-part=table]"),
      store,
      editing,
      text: data.text,
    }),
  );
  (await table).toggle();
}

function onNotTaken(operation) {
  // The panel of the very thing would show the server's version as if nothing had happened.
  if (store.state.active === operation.object) store.send({ type: "activated", id: null });
  const what = subjectOf(store.state, operation);
  say(interpolate(gettext("The server did not take a change: %(what)s. The red badge in the bar leads to both versions."), { what }));
}

async function handIn() {
  if (problemsOf(store.state).length) {
    showMissing();
    return say(gettext("Something is still missing: see the list beside the article."));
  }
  const tooLong = editing.withTooLong();
  if (tooLong) {
    store.send({ type: "activated", id: tooLong.id });
    part("panel").querySelector("[aria-invalid=true]")?.focus();
    return say(gettext("A text is too long to be saved. Shorten it, then hand in."));
  }
  if (outbox.hasUnsent()) return say(gettext("Some changes are not saved yet. Hand in once they are."));
  try {
    store.send({ type: "submitted", submitted: Boolean((await api.submit()).submitted_at) });
    say(gettext("Handed in."));
  } catch (error) {
    say(error.problem?.title ?? gettext("The server cannot be reached. Try again in a moment."));
  }
}

async function takeBack() {
  try {
    await api.takeBack();
    store.send({ type: "submitted", submitted: false });
    say(gettext("Taken back: go on working."));
  } catch (error) {
    say(error.problem?.title ?? gettext("The server cannot be reached. Try again in a moment."));
  }
}

function showMissing() {
  store.send({ type: "activated", id: null });
  part("summary").querySelector("[data-key^=problem-]").focus();
}

function showReturned() {
  store.send({ type: "activated", id: null });
  part("summary").querySelector("[data-key^=retry-]")?.focus();
}

/** A link from elsewhere leads to an annotation: `#annotation-…`. */
function showLinked() {
  const [, id] = location.hash.match(/^#annotation-([\w-]+)$/) ?? [];
  if (store.state.objects.annotation[id]) store.send({ type: "activated", id });
}

function say(message) {
  store.send({ type: "said", message });
}

/** One place where the page speaks to a screen reader, and shows what it says. */
function announce() {
  const place = part("message");
  return ({ message }) => {
    if (place.textContent === message) return;
    place.textContent = message;
    place.hidden = !message;
  };
}

/** The words of an annotation that was chosen elsewhere, in the rail or by key, come into view; so does what was undone. */
function bringIntoView() {
  let last = null;
  return (state, { type, inverse }) => {
    const isStep = type === "undone" || type === "redone";
    if (state.active === last && !isStep) return;
    last = state.active;
    const annotation = isStep ? inverse.map(({ object }) => state.objects.annotation[object]).find(Boolean) : activeOf(state);
    const [first] = annotation?.state.anchors ?? [];
    // What lies over the article is drawn by then, and nobody can have scrolled on yet.
    if (first) queueMicrotask(() => manuscript.bring(first.start, first.end));
  };
}
