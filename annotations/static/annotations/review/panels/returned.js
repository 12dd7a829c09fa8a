/** Changes that the server did not take: each is shown with what stands there now, to be made again or dropped. */

import { button, h } from "../../../newsdesk/js/dom.js";
import { gettext } from "../../../newsdesk/js/i18n.js";
import { differences } from "../state/differences.js";
import { merged } from "../state/merging.js";
import { subjectOf } from "../state/naming.js";

export function returnedSection(state, acts) {
  if (!state.returned.length) return null;
  return h(
    "section",
    { class: "panel-section panel-returned", "aria-labelledby": "returned-title" },
    h("h3", { id: "returned-title" }, gettext("Not taken by the server")),
    state.returned.map(({ operation, result }) => returnedChange(state, operation, result, acts)),
  );
}

function returnedChange(state, operation, result, { outbox, editing, activate }) {
  return h(
    "article",
    { class: "returned" },
    subject(state, operation, activate),
    h("p", {}, reasonOf(result)),
    versions(state, operation, result.current),
    h(
      "p",
      { class: "cluster" },
      button(gettext("Make my change again"), () => again(operation, outbox, editing), { look: "quiet", key: `retry-${operation.id}` }),
      button(gettext("Drop my change"), () => outbox.dismiss(operation.id), { key: `drop-${operation.id}` }),
    ),
  );
}

async function again(operation, outbox, editing) {
  await outbox.dismiss(operation.id);
  editing.retry(operation);
}

/** What a change was about, and the way to where it lies in the text. */
function subject(state, operation, activate) {
  const name = subjectOf(state, operation);
  const { annotation, relation } = state.objects;
  const ids = [operation.object, relation[operation.object]?.state.from, operation.state?.from];
  const there = ids.map((id) => annotation[id]).find((one) => one && !one.deleted);
  if (!name) return null;
  return h(
    "div",
    { class: "returned-subject" },
    h("h4", {}, h("bdi", {}, name)),
    there && button(gettext("Go there"), () => activate(there.id), { key: `go-${operation.id}` }),
  );
}

/** Both versions side by side, where the change would make a difference; without another one, what the change said. */
function versions(state, { target, action, state: said, from }, current) {
  const rows = differences(state, target, action === "delete" ? { deleted: true } : merged(from, said, current), current);
  const cell = (words) => h("td", {}, words.length ? words.map((one) => h("p", { dir: "auto" }, one)) : h("span", { class: "help" }, "—"));
  return h(
    "table",
    { class: "versions" },
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, gettext("Yours")), current && h("th", { scope: "col" }, gettext("There now")))),
    h("tbody", {}, rows.map(([name, ours, theirs]) => h("tr", {}, h("th", { scope: "row" }, name), cell(ours), current && cell(theirs)))),
  );
}

function reasonOf(result) {
  if (result.status === "conflict") return gettext("Somebody changed the same thing meanwhile, in another tab or on another device.");
  if (result.status === "blocked") return gettext("An earlier change to the same thing was not taken.");
  return result.errors.map((error) => error.message).join(" ");
}
