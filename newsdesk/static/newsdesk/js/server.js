/** The server, as pages ask it: JSON with its errors in one shape, and forms. */

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

/** Post a form as its button would. Whether anybody answered; where the answer leads is not followed. */
export function postForm(form, button) {
  return post(form.action, new FormData(form, button));
}

/** Post what a form would hold. */
export async function post(url, body) {
  try {
    await fetch(url, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

/**
 * The JSON that an address answers, or an `ApiError`.
 * @param {string} url
 * @param {{method?: string, body?: string, user?: number, fetch?: typeof globalThis.fetch}} [options]
 *   body: JSON; user: whose page this is: the server takes nothing from it once somebody else has signed in
 */
export async function ask(url, { method = "GET", body, user, fetch = globalThis.fetch } = {}) {
  // Called by its bare name: a browser's own `fetch` minds what it is called on.
  const response = await reached((...request) => fetch(...request), url, { method, body, user });
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
