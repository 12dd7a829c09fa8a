/**
 * What the page knows, and how each action changes it. Pure.
 *
 * `objects` holds annotations, relations and article labels by target and id, each as
 * `{id, version, deleted, problems, state}`; `selection` is `[{start, end}]` in code points or null; `active` is the id
 * of the annotation being worked on. `flow` is null, or `{kind, id, isByKeys, role, last, skipped, isFresh}` while the roles of one are
 * filled one after the other: `id` is null before its first words, `isByKeys` where a drag waits for a key, `role` the role chosen for the next words, `last` the one
 * filled last, `skipped` those that stay without words; `isFresh` as long as skipping is what was done last.
 * `declined` are the offers that nobody wants to see again.
 */

import { missingArticleLabels, problems } from "./problems.js";

const TARGETS = ["annotation", "relation", "article_label"];
const MOST_STEPS = 200;

/** The state of a page that has just been opened. */
export function begin({ reading, codebook, content, unknown }) {
  return {
    reading,
    codebook,
    objects: objectsOf(content),
    sources: { [unknown.id]: unknown, ...content.sources },
    lastEvent: content.last_event,
    selection: null,
    active: null,
    flow: null,
    declined: [],
    hovered: null,
    save: { state: "saved", count: 0, durable: true },
    returned: [],
    undo: [],
    redo: [],
    message: "",
  };
}

/** Any action may say what else is at hand after it: `now` holds `active`, `flow`, `selection` or `message`. */
export function reduce(state, action) {
  const changed = afterAction(state, action);
  return action.now ? { ...changed, ...action.now } : changed;
}

function afterAction(state, action) {
  switch (action.type) {
    case "done":
      return { ...carriedOut(state, action), undo: [...state.undo, action.inverse].slice(-MOST_STEPS), redo: [], flow: state.flow && { ...state.flow, isFresh: false } };
    case "undone":
      return { ...carriedOut(state, action), flow: rewound(state.flow), undo: state.undo.slice(0, -1), redo: [...state.redo, action.inverse] };
    case "redone":
      return { ...carriedOut(state, action), flow: rewound(state.flow), redo: state.redo.slice(0, -1), undo: [...state.undo, action.inverse] };
    case "forgotten":
      return { ...state, [action.list]: state[action.list].slice(0, -1) };
    case "remembered":
      return { ...state, undo: [...action.undo, ...state.undo], redo: state.undo.length ? state.redo : action.redo };
    case "content":
      return {
        ...state,
        objects: afterWhatFits(objectsOf(action.content), action.pending, state.codebook),
        sources: { ...state.sources, ...action.content.sources },
        lastEvent: action.content.last_event,
      };
    case "event":
      return { ...state, lastEvent: Math.max(state.lastEvent, action.event.number), objects: merged(state.objects, action.event.data) };
    case "stands":
      return { ...state, objects: standing(state.objects, action) };
    case "seen":
      return { ...state, lastEvent: Math.max(state.lastEvent, action.number) };
    case "selected":
      return { ...state, selection: action.selection, message: action.selection ? "" : state.message };
    case "declined":
      return { ...state, declined: [...state.declined, action.what] };
    case "flow":
      return { ...state, flow: action.flow };
    case "activated":
      return { ...state, ...atHand(state, action.id) };
    case "hovered":
      return { ...state, hovered: action.id };
    case "save":
      return { ...state, save: action.save };
    case "returned":
      return { ...state, returned: action.returned };
    case "sources":
      return { ...state, sources: { ...state.sources, ...action.sources } };
    case "submitted":
      return { ...state, reading: { ...state.reading, submitted: action.submitted }, active: null, flow: null, selection: null };
    case "said":
      return { ...state, message: action.message };
    default:
      return state;
  }
}

/** What changes where an annotation comes to hand, or none does: its flow goes on, another one ends. */
export function atHand(state, id) {
  return { active: id, flow: id !== null && state.flow?.id === id ? state.flow : null, message: id ? "" : state.message };
}

/** A step is in the objects; `missing` are those that the page has to know first, as the server would tell them. */
function carriedOut(state, { operations, missing = [] }) {
  const known = missing.reduce(standing, state.objects);
  return { ...state, objects: afterOperations(known, operations, state.codebook), message: "" };
}

/** A step back or forth in a flow asks again for what is missing. */
function rewound(flow) {
  return flow && { ...flow, role: null, last: null, skipped: [], isFresh: false };
}

/** The annotations that are there, in the order of the text. The list is the same one until something changes. */
export function annotationsOf(state) {
  return inOrder(state.objects.annotation);
}

export function relationsOf(state, id) {
  return byEnd(state.objects.relation).get(id) ?? [];
}

export function articleLabelOf(state, key) {
  return live(state.objects.article_label).find((label) => label.state.label === key);
}

/** Everything that still stops a submission, with the annotation that it is about; none where it is the article. */
export function problemsOf(state) {
  const { annotation, article_label: labels } = state.objects;
  if (allAmiss.annotation !== annotation || allAmiss.labels !== labels) {
    const ofArticle = articleProblemsOf(state).map((problem) => ({ annotation: null, problem }));
    allAmiss = { annotation, labels, problems: ofArticle.length ? [...amiss(annotation), ...ofArticle] : amiss(annotation) };
  }
  return allAmiss.problems;
}

let allAmiss = {};

/** What is still to be said of the article as a whole. */
export function articleProblemsOf({ codebook, objects }) {
  return missingArticleLabels(codebook, live(objects.article_label));
}

export function isWritable(state) {
  return state.reading.own && !state.reading.submitted;
}

export function activeOf(state) {
  const active = state.objects.annotation[state.active];
  return active && !active.deleted ? active : null;
}

/**
 * The operations that take these back, last first, made against the objects as they stand before. Each `expects` its
 * object as these leave it.
 */
export function inverseOf(objects, operations) {
  const current = writable(objects);
  const inverse = [];
  for (const operation of operations) {
    const { target, action, object } = operation;
    const before = current.get(target, object);
    const after = applied(before, operation);
    current.set(target, after);
    const back = { create: "delete", delete: "restore", restore: "delete", update: "update" }[action];
    const expects = { version: after.version, deleted: after.deleted, state: after.state };
    inverse.unshift({ target, action: back, object, ...(back === "update" ? { state: before.state } : {}), expects });
  }
  return inverse;
}

/** Works something out once for all who ask while the objects are the same: nothing is ever changed in place. */
function once(work) {
  const known = new WeakMap();
  return (objects) => {
    if (!known.has(objects)) known.set(objects, work(objects));
    return known.get(objects);
  };
}

const firstOffset = once((annotation) => Math.min(Infinity, ...annotation.state.anchors.map((anchor) => anchor.start)));

const inOrder = once((annotations) =>
  live(annotations).sort((one, other) => firstOffset(one) - firstOffset(other) || (one.id < other.id ? -1 : 1)),
);

const amiss = once((annotations) =>
  inOrder(annotations).flatMap((annotation) => annotation.problems.map((problem) => ({ annotation, problem }))),
);

const byEnd = once((relations) => {
  const ends = new Map();
  for (const tie of live(relations)) {
    for (const end of [tie.state.from, tie.state.to]) ends.set(end, [...(ends.get(end) ?? []), tie]);
  }
  return ends;
});

export function isTold({ deleted }) {
  return !deleted;
}

function live(things) {
  return Object.values(things).filter(isTold);
}

function objectsOf(content) {
  const objects = { annotation: {}, relation: {}, article_label: {} };
  const lists = { annotation: content.annotations, relation: content.relations, article_label: content.article_labels };
  for (const target of TARGETS) {
    for (const { id, version, deleted, problems, ...state } of lists[target]) {
      objects[target][id] = { id, version, deleted, problems, state };
    }
  }
  return objects;
}

/** The objects with operations applied, and with the problems that the server will find too. */
function afterOperations(objects, operations, codebook) {
  const changed = writable(objects);
  for (const operation of operations) apply(changed, operation, codebook);
  return changed.objects;
}

/** What was sent already, its answer lost, is in the objects; what was made against another version will come back. */
function afterWhatFits(objects, operations, codebook) {
  const changed = writable(objects);
  for (const operation of operations) {
    const there = changed.get(operation.target, operation.object)?.version ?? 0;
    if (operation.base_version === there) apply(changed, operation, codebook);
  }
  return changed.objects;
}

function apply(changed, operation, codebook) {
  const { target, object } = operation;
  const thing = applied(changed.get(target, object), operation);
  if (target === "annotation" && thing.state) thing.problems = problems(codebook, thing.state);
  changed.set(target, thing);
}

/** The objects to be changed one after the other: what is written to is copied, once, however much is written. */
function writable(objects) {
  const changed = { ...objects };
  return {
    objects: changed,
    get: (target, id) => changed[target][id],
    set(target, thing) {
      if (changed[target] === objects[target]) changed[target] = { ...objects[target] };
      changed[target][thing.id] = thing;
    },
  };
}

function applied(old, { action, object, state }) {
  return {
    id: object,
    version: (old?.version ?? 0) + 1,
    deleted: action === "delete",
    state: state ?? old?.state,
    problems: old?.problems ?? [],
  };
}

/** The objects with the server's word on one. */
export function standing(objects, { target, current }) {
  const { id, version, deleted, problems: found, ...state } = current;
  return { ...objects, [target]: { ...objects[target], [id]: { id, version, deleted, problems: found, state } } };
}

/** What another tab or device did, as its event tells. */
function merged(objects, { target, object, version, after, problems }) {
  if (!target) return objects;
  const old = objects[target][object];
  if (old && old.version >= version) return objects;
  const changed = { id: object, version, deleted: after === null, state: after ?? old?.state, problems: problems ?? [] };
  return { ...objects, [target]: { ...objects[target], [object]: changed } };
}
