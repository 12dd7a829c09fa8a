/** The server, as the review page asks it. Nothing else fetches. */

const PATIENCE = 15_000;

/** An answer that is not what was asked for; `status` is 0 where there was none (no network, too slow, not ours). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {object | null} problem the problem detail of RFC 9457, if the answer was one
   * @param {number} [retryAfter] milliseconds that the server wants to be left alone
   */
  constructor(status, problem = null, retryAfter = 0) {
    super(problem?.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * All calls give the parsed JSON or throw an `ApiError`.
 * @param {{urls: {operations: string, events: string, annotations: string, submission: string, sources: string, proposals: string},
 *          user?: number, fetch?: typeof globalThis.fetch}} options
 *   user: whose page this is; the server takes nothing from it once somebody else has signed in
 */
export function createApi({ urls, user, fetch = globalThis.fetch }) {
  const ask = (url, options) => answer((...request) => fetch(...request), url, { ...options, user });
  return {
    postOperations: (operations) => ask(urls.operations, { method: "POST", body: JSON.stringify({ operations }) }),
    getEvents: (after) => ask(withQuery(urls.events, { after })),
    getContent: () => ask(urls.annotations),
    submit: () => ask(urls.submission, { method: "POST" }),
    takeBack: () => ask(urls.submission, { method: "DELETE" }),
    findSources: (q, marked = "") => ask(withQuery(urls.proposals, { q, marked })),
    getSource: (number) => ask(`${urls.sources}/${number}`),
    createSource: (source) => ask(urls.sources, { method: "POST", body: JSON.stringify(source) }),
    addAlias: (number, alias) => ask(`${urls.sources}/${number}/aliases`, { method: "POST", body: JSON.stringify(alias) }),
  };
}

/** Post a form as its button would. Whether anybody answered; where the answer leads is not followed. */
export async function postForm(form) {
  try {
    await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

async function answer(fetch, url, { method = "GET", body, user } = {}) {
  const response = await reached(fetch, url, { method, body, user });
  const isJson = /[/+]json\b/.test(response.headers.get("Content-Type") ?? "");
  const data = isJson ? await read(response) : null;
  if (!response.ok) throw new ApiError(response.status, data, retryAfter(response));
  // A network that wants its visitors to sign in answers everything with a page of its own.
  if (!isJson && response.status !== 204) throw new ApiError(0);
  return data;
}

async function reached(fetch, url, { method, body, user }) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (user) headers["X-Newsdesk-User"] = String(user);
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(url, { method, body, headers, signal, credentials: "same-origin", redirect: "error" });
  } catch {
    throw new ApiError(0);
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new ApiError(response.ok ? 0 : response.status);
  }
}

/** The cookie is read at each send: signing in again changes it. Over HTTPS its name has a prefix, and no other counts. */
function csrfToken() {
  const name = `${location.protocol === "https:" ? "__Host-" : ""}csrftoken=`;
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(name));
  return cookie ? decodeURIComponent(cookie.slice(name.length)) : "";
}

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfter(response) {
  const value = response.headers.get("Retry-After");
  if (!value) return 0;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(milliseconds || 0, 0);
}

function withQuery(url, values) {
  const full = new URL(url, document.baseURI);
  for (const [name, value] of Object.entries(values)) full.searchParams.set(name, value);
  return full.href;
}
