// Decides how a page of ours asks the service; it keeps nothing but the page's token, and that in memory.

const PATIENCE_MS = 30_000;
const BEHIND_PROXY = new Set([502, 503, 504]);
let pageToken = "";

/** What a write by another way than `ask` needs beside it. */
export const own = () => (pageToken ? { "X-Showclear-Page": pageToken } : {});

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.code = problem.code;
    this.where = problem.where || [];
  }
}

/** The answer to one question as parsed JSON. Throws Refused with the problem's code, SyntaxError for
 * what was not said by the service. `more` is for further headers. */
export async function ask(method, path, body, more = {}) {
  const headers = { Accept: "application/json", ...more };
  if (pageToken) headers["X-Showclear-Page"] = pageToken;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/api/v1${path}`, {
    method,
    headers,
    credentials: "same-origin",
    // The service leads nowhere else; a network that does has not delivered anything.
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
    keepalive: method !== "GET",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json().catch((failure) => {
    // A proxy of the service that does not reach it is no page of the network.
    throw BEHIND_PROXY.has(answer.status) ? new Refused({ code: "unavailable", title: "" }) : failure;
  });
  if (!answer.ok) throw new Refused(told);
  if (told.page_token) pageToken = told.page_token;
  return told;
}

/** Every item of a list, page after page. */
export async function all(path) {
  const items = [];
  let next = "";
  do {
    const told = await ask("GET", path + (next && `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next)}`));
    items.push(...told.items);
    next = told.next;
  } while (next);
  return items;
}

/** Forget the page's token: the session it came from is over. */
export function forget() {
  pageToken = "";
}

export const at = (id) => document.getElementById(id);

export function tell(words) {
  at("told").textContent = words;
}

/** An element with words or other elements in it. */
export function made(name, ...inside) {
  const element = document.createElement(name);
  element.append(...inside);
  return element;
}

/** Runs what a button does, and tells what became of it. */
export function doing(deed) {
  return async (event) => {
    event?.preventDefault();
    tell("");
    try {
      await deed(event);
    } catch (error) {
      const place = error.where?.[0];
      const words = place ? `${error.message} (${place.field ?? ""} ${place.problem ?? ""})` : error.message;
      tell(error.name === "NotAllowedError" ? at("told").dataset.noPasskey : words);
    }
  };
}
