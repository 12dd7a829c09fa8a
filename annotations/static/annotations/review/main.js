/** The review page: wires the store, the panels, the outbox and the article together. */

import { later } from "../../newsdesk/js/later.js";
import { createShortcuts } from "../../newsdesk/js/shortcuts.js";
import { createAnnouncing } from "./aids/announcing.js";
import { createBringing } from "./aids/bringing_into_view.js";
import { createFirstSteps } from "./aids/first_steps.js";
import { addReadingAids } from "./aids/reading_aids.js";
import { createAttributing } from "./doing/attributing.js";
import { createCueing } from "./doing/cueing.js";
import { createEditing } from "./doing/editing.js";
import { createHandingIn } from "./doing/handing_in.js";
import { addCodebookKeys } from "./gestures/codebook_keys.js";
import { addFlowKeys, listenToMarking } from "./gestures/flow_keys.js";
import { listenToHovering } from "./gestures/hovering.js";
import { keyGroups } from "./gestures/key_groups.js";
import { addJumpKeys } from "./gestures/jumping.js";
import { addKeys, keepFocus, listenToKeys } from "./gestures/keys.js";
import { createSelecting } from "./gestures/selecting.js";
import { addSelectingKeys } from "./gestures/selecting_keys.js";
import { createApi } from "./keeping/api.js";
import { createDrafts } from "./keeping/drafts.js";
import { createRemembering } from "./keeping/remembering.js";
import { createSyncing } from "./keeping/syncing.js";
import { afterPaint } from "./painting/after_paint.js";
import { createPainter } from "./painting/paint.js";
import { createBar } from "./panels/bar.js";
import { createFlowStrip } from "./panels/flow_strip.js";
import { createLeading } from "./panels/leading.js";
import { createMessage } from "./panels/message.js";
import { createPanel } from "./panels/panel.js";
import { createPicker } from "./panels/picker.js";
import { createRail } from "./panels/rail.js";
import { createSourceField } from "./panels/source_field.js";
import { createSummary } from "./panels/summary.js";
import { createTableSwitch } from "./panels/table_switch.js";
import { codebook } from "./state/codebook_data.js";
import { begin, reduce } from "./state/reducer.js";
import { createStore } from "./state/store.js";
import { canHighlight } from "./text/highlighting.js";
import { createManuscript } from "./text/manuscript.js";
import { createPlaces } from "./text/places.js";
import { wholeText } from "./text/whole_text.js";

const data = JSON.parse(document.getElementById("reading").textContent);
const part = (name) => document.querySelector(`[data-review="${name}"]`);
const page = document.querySelector("main");
data.text = wholeText(part("text"), data.between);

const { text, user } = data;
const key = `${user}:${data.reading.id}`;
const api = createApi({ urls: data.urls, user });
const store = createStore(reduce, begin({ ...data, codebook }), afterPaint);
const manuscript = createManuscript(part("text"), text);
const toText = () => manuscript.root.focus({ preventScroll: true });
const drafts = createDrafts(key);
const leading = createLeading({ summary: part("summary"), panel: part("panel"), store });
const { outbox, following, ...syncing } = createSyncing({ store, api, key, drafts, onNotTaken: leading.fromNotTaken });
const remembering = createRemembering({ store, key });
const cueing = createCueing({ codebook: store.state.codebook, text });
const editing = createEditing({ store, outbox, drafts, manuscript, cueing, text });
const handingIn = createHandingIn({ store, api, outbox, editing, next: data.urls.next, ...leading });
const places = createPlaces(manuscript);
const selecting = createSelecting({ store, manuscript, places, caret: part("caret") });
const shortcuts = createShortcuts(keyGroups);
const attributing = createAttributing({ store, editing, manuscript, places, cueing, text });
addFlowKeys({ shortcuts, store, attributing });
listenToMarking({ store, editing, attributing, manuscript });
const firstSteps = createFirstSteps({ part, store, editing, user });
const help = later(async () => {
  const { createHelp } = await import("./aids/help.js");
  return createHelp({ dialog: part("help"), shortcuts, startTour: firstSteps.start, codebook: store.state.codebook });
});
const showHelp = async () => (await help())();
const table = createTableSwitch({ page, place: part("table"), button: part("bar").querySelector("[data-part=table]"), store, editing, text });
let edges = null;

const sourceField = createSourceField({ store, editing, api, drafts, leave: toText });
createRail({ place: part("rail"), store, manuscript });
createPanel({ place: part("panel"), store, editing, manuscript, sourceField, shortcuts, cueing });
createSummary({ place: part("summary"), store, editing, outbox: { dismiss: syncing.dismiss }, toText });
createPicker({ place: part("picker"), store, editing, attributing, manuscript, places, selecting });
createFlowStrip({ place: part("flow"), store, attributing, editing, manuscript, places });
createBar({ place: part("bar"), store, editing, outbox, ...handingIn, showHelp, showReturned: leading.toReturned });
addSelectingKeys({ shortcuts, selecting, edges: () => edges, places, manuscript });
addKeys({ shortcuts, store, editing, selecting, manuscript, showHelp });
addJumpKeys({ shortcuts, store, selecting, manuscript, attributing, cueing });
addCodebookKeys({ shortcuts, store, editing, attributing, toText });
shortcuts.add(sourceField.keys());
addReadingAids({ part, page, shortcuts, store, manuscript, selecting, toText: table.toText });
shortcuts.add(leading.key, handingIn.onward, firstSteps.key, table.keys);
listenToKeys({ store, shortcuts, manuscript });
keepFocus({ store, manuscript });
listenToHovering({ store, manuscript });
store.subscribe(createPainter(manuscript, store.state.codebook));
createMessage({ place: part("message"), store });
createAnnouncing({ place: part("spoken"), store, manuscript, places });
createBringing({ store, manuscript });
part("no-highlights").hidden = canHighlight();
page.toggleAttribute("data-plain", !canHighlight());
addEventListener("beforeunload", (event) => outbox.hasUnsent() && event.preventDefault());
// What is typed is taken when its field is left; to leave the text itself costs a long article its styles anew.
addEventListener("pagehide", () => document.activeElement?.matches("input, textarea, select") && document.activeElement.blur());
recover();

async function recover() {
  await syncing.begin(data.content);
  await remembering.begin();
  editing.finishTyping();
  following.start();
  leading.toLinked();
  // The text makes room for them: not while somebody is choosing its first words.
  if (data.first_use) await firstSteps.offer().catch(() => null);
  document.documentElement.dataset.reviewReady = "";
  lendHands();
}

/** Handles and fingers: nobody has need of them before there is something to take hold of. */
async function lendHands() {
  const { createHands } = await import("./gestures/hands.js");
  edges = createHands({ place: part("handles"), store, shortcuts, editing, manuscript, places, selecting });
}
