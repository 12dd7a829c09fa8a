/** The server, as the review page asks it. Nothing else fetches. */

import { ask } from "../../../newsdesk/js/server.js";

/**
 * All calls give the parsed JSON or throw an `ApiError`.
 * @param {{urls: {operations: string, events: string, annotations: string, submission: string, sources: string, proposals: string},
 *          user?: number, fetch?: typeof globalThis.fetch}} options
 *   user: whose page this is; the server takes nothing from it once somebody else has signed in
 */
export function createApi({ urls, user, fetch = globalThis.fetch }) {
  const asked = (url, options) => ask(url, { ...options, user, fetch });
  return {
    postOperations: (operations) => asked(urls.operations, { method: "POST", body: JSON.stringify({ operations }) }),
    getEvents: (after) => asked(withQuery(urls.events, { after })),
    getContent: () => asked(urls.annotations),
    submit: () => asked(urls.submission, { method: "POST" }),
    takeBack: () => asked(urls.submission, { method: "DELETE" }),
    findSources: (q, marked = "") => asked(withQuery(urls.proposals, { q, marked })),
    getSource: (number) => asked(`${urls.sources}/${number}`),
    createSource: (source) => asked(urls.sources, { method: "POST", body: JSON.stringify(source) }),
    addAlias: (number, alias) => asked(`${urls.sources}/${number}/aliases`, { method: "POST", body: JSON.stringify(alias) }),
  };
}

function withQuery(url, values) {
  const full = new URL(url, document.baseURI);
  for (const [name, value] of Object.entries(values)) full.searchParams.set(name, value);
  return full.href;
}
