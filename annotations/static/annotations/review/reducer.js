/**
 * What the page knows, and how each action changes it. Pure.
 *
 * `objects` holds annotations, relations and article labels by target and id, each as
 * `{id, version, deleted, problems, state}`; `selection` is `[{start, end}]` in code points or null; `active` is the id
 * of the annotation being worked on.
 */

import { problems } from "./problems.js";

export const TARGETS = ["annotation", "relation", "article_label"];
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
    hovered: null,
    save: { state: "saved", count: 0, durable: true },
    returned: [],
    undo: [],
    redo: [],
    message: "",
  };
}

export function reduce(state, action) {
  switch (action.type) {
    case "operations":
      return { ...state, objects: action.operations.reduce(applying(state.codebook), state.objects), message: "" };
    case "done":
      return { ...state, undo: [...state.undo, action.inverse].slice(-MOST_STEPS), redo: [] };
    case "undone":
      return { ...state, undo: state.undo.slice(0, -1), redo: [...state.redo, action.inverse] };
    case "redone":
      return { ...state, redo: state.redo.slice(0, -1), undo: [...state.undo, action.inverse] };
    case "forgotten":
      return { ...state, [action.list]: state[action.list].slice(0, -1) };
    case "remembered":
      return { ...state, undo: [...action.undo, ...state.undo], redo: state.undo.length ? state.redo : action.redo };
    case "content":
      return {
        ...state,
        objects: action.pending.reduce(applyingWhatFits(state.codebook), objectsOf(action.content)),
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
    case "activated":
      return { ...state, active: action.id, message: action.id ? "" : state.message };
    case "hovered":
      return { ...state, hovered: action.id };
    case "save":
      return { ...state, save: action.save };
    case "returned":
      return { ...state, returned: action.returned };
    case "sources":
      return { ...state, sources: { ...state.sources, ...action.sources } };
    case "submitted":
      return { ...state, reading: { ...state.reading, submitted: action.submitted }, active: null, selection: null };
    case "said":
      return { ...state, message: action.message };
    default:
      return state;
  }
}

/** The annotations that are there, in the order of the text. */
export function annotationsOf(state) {
  return live(state.objects.annotation).sort((one, other) => firstOffset(one) - firstOffset(other) || (one.id < other.id ? -1 : 1));
}

export function relationsOf(state, id) {
  return live(state.objects.relation).filter((tie) => tie.state.from === id || tie.state.to === id);
}

export function articleLabelOf(state, key) {
  return live(state.objects.article_label).find((label) => label.state.label === key);
}

/** Everything that still stops a submission, with the annotation that it is about. */
export function problemsOf(state) {
  return annotationsOf(state).flatMap((annotation) => annotation.problems.map((problem) => ({ annotation, problem })));
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
  let current = objects;
  const inverse = [];
  for (const { target, action, object, state } of operations) {
    const before = current[target][object];
    const back = { create: "delete", delete: "restore", restore: "delete", update: "update" }[action];
    current = applied(current, { target, action, object, state });
    const { version, deleted, state: left } = current[target][object];
    const expects = { version, deleted, state: left };
    inverse.unshift({ target, action: back, object, ...(back === "update" ? { state: before.state } : {}), expects });
  }
  return inverse;
}

function live(things) {
  return Object.values(things).filter((thing) => !thing.deleted);
}

function firstOffset(annotation) {
  return Math.min(Infinity, ...annotation.state.anchors.map((anchor) => anchor.start));
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

/** Applies one operation to the objects, with the problems that the server will find too. */
function applying(codebook) {
  return (objects, operation) => {
    const { target, object } = operation;
    const changed = applied(objects, operation);
    const { state } = changed[target][object];
    const found = target === "annotation" && state ? problems(codebook, state) : (objects[target][object]?.problems ?? []);
    return { ...changed, [target]: { ...changed[target], [object]: { ...changed[target][object], problems: found } } };
  };
}

/** What was sent already, its answer lost, is in the objects; what was made against another version will come back. */
function applyingWhatFits(codebook) {
  const apply = applying(codebook);
  return (objects, operation) => {
    const there = objects[operation.target][operation.object]?.version ?? 0;
    return operation.base_version === there ? apply(objects, operation) : objects;
  };
}

function applied(objects, { target, action, object, state }) {
  const old = objects[target][object];
  const changed = {
    id: object,
    version: (old?.version ?? 0) + 1,
    deleted: action === "delete",
    state: state ?? old?.state,
    problems: old?.problems ?? [],
  };
  return { ...objects, [target]: { ...objects[target], [object]: changed } };
}

/** The server's word on one object. */
function standing(objects, { target, current }) {
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
