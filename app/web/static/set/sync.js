// Decides when this phone talks to the service and what it makes of the answers; every record leaves once, in its order.

import { ask, Refused } from "../service.js";
import { clock, fixed } from "./clock.js";
import { get, noted, put } from "./database.js";
import * as outbox from "./outbox.js";
import { twinsAtHand, uploadAll } from "./photos.js";

const MOST = 50;
const MOST_HEADER = 6_000;
const EVERY_MS = 20_000;
const LONGEST_MS = 5 * 60_000;
const LIVE_AFTER_MS = 250;
// What the service says of itself or the way to it, not of the record: it is tried again.
const LATER = new Set(["rate.limited", "unavailable", "internal", "auth.expired", "auth.missing", "auth.left"]);

/** How it stands: `way` is asking (nothing was heard yet), ok, none (nothing answers), strange (something else answers), full (the day
 * that came found no room) or signed_out. */
export const standing = { way: "asking", failures: 0, device: "" };

let production = "";
let timer = 0;
let line = null;

/** Begin, for a production; it goes on as long as the page is open. */
export async function start(wanted) {
  production = wanted;
  standing.device = (await get("kept", "device")) || crypto.randomUUID();
  await noted("kept", "device", standing.device);
  await outbox.tidied();
  for (const event of ["online", "offline", "focus", "pageshow"]) window.addEventListener(event, () => sync());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync());
  document.addEventListener("outbox", () => soon());
  await sync();
}

/** Everything once: what waits goes out, the day comes in. It never throws; `standing` says how it went. */
export async function sync() {
  clearTimeout(timer);
  await navigator.locks.request("showclear-sync", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    try {
      await account();
      while (await sendSome()) await outbox.tell();
      await fetchDay();
      went("ok");
      listen();
      await uploadAll(production);
    } catch (failure) {
      went(wayOf(failure));
    }
  });
  const wait = Math.min(EVERY_MS * 2 ** Math.min(standing.failures, 4), LONGEST_MS);
  timer = setTimeout(sync, await untilDue(wait));
}

// Soon: when the next record may leave.
async function soon() {
  clearTimeout(timer);
  timer = setTimeout(sync, await untilDue(EVERY_MS));
}

async function untilDue(most) {
  if (standing.failures) return most;
  const times = (await outbox.queued(production)).map((one) => one.due_at - Date.now());
  return Math.max(0, Math.min(most, ...times));
}

function went(way) {
  standing.failures = way === "ok" ? 0 : standing.failures + 1;
  standing.way = way;
  document.dispatchEvent(new CustomEvent("sync"));
}

// What is no JSON was not said by the service: a sign-in page of the hotel's network, say. A day that there is no room for
// is not shown as if it were known.
function wayOf(failure) {
  if (failure instanceof SyntaxError) return "strange";
  if (failure.name === "QuotaExceededError") return "full";
  return failure instanceof Refused && failure.code.startsWith("auth.") ? "signed_out" : "none";
}

// Whoever is signed in; with it comes the page's token, without which nothing may be written.
let known = null;
async function account() {
  if (known) return;
  const told = await ask("GET", "/account");
  const here = told.memberships.find((one) => one.production === production);
  if (!here) throw new Refused({ code: "auth.left", detail: "" });
  known = { ...told, person: here.person };
  await noted("kept", "account", { ...known, seen: Date.now() });
}

// --- out ---

async function sendSome() {
  const due = (await outbox.queued(production)).filter((one) => one.due_at <= Date.now());
  const some = fitting(due);
  if (!some.length) return false;
  for (const one of some) await outbox.leaving(one.record.id);
  const answers = await posted(some);
  let moved = 0;
  for (const [place, told] of answers.entries()) moved += await settle(some[place], told);
  return moved > 0;
}

/** What this phone has no room for goes straight to the service, where it answers. Gives whether it has all of it. */
export async function sendUnkept() {
  const some = outbox.unkept().filter((one) => one.record.production === production && !one.carried);
  await account();
  const answers = await posted(some);
  for (const [place, told] of answers.entries()) if (told.receipt) outbox.unkeptArrived(some[place].record.id);
  return answers.every((told) => told.receipt);
}

// As many as one request carries: a proxy may allow no more than 8 KB of a header.
function fitting(due) {
  const some = [];
  let letters = 0;
  for (const one of due.slice(0, MOST)) {
    if (broughtBy(one) !== broughtBy(due[0])) break;
    letters += one.carried?.seal.length ?? 0;
    letters += Object.entries(one.pins).reduce((sum, [person, pin]) => sum + person.length + pin.length + 3, 0);
    if (some.length && letters > MOST_HEADER) break;
    some.push(one);
  }
  return some;
}

// What somebody else's phone sealed goes apart, under its seal.
function broughtBy({ record, carried }) {
  return carried && record.by !== known.person ? `${record.by}=${carried.session}` : "";
}

async function posted(some) {
  const pins = {};
  for (const one of some) for (const [person, pin] of Object.entries(one.pins)) {
    pins[person] = pins[person] ? `${pins[person]}+${pin.replace(/^sealed:/, "")}` : pin;
  }
  const header = Object.entries(pins).map(([person, pin]) => `${person}=${pin}`).join(", ");
  const from = broughtBy(some[0]);
  const more = {
    ...(header ? { "Showclear-Pins": header } : {}),
    ...(from ? { "Showclear-Carried": `${from}:${some.map((one) => one.carried.seal).join("+")}` } : {}),
  };
  try {
    return await ask("POST", `/productions/${production}/records`, some.map((one) => one.record), more);
  } catch (failure) {
    if (failure instanceof Refused && failure.code === "auth.foreign_page") known = null;
    throw failure;
  }
}

// 1 when the record is no longer queued.
async function settle(one, told) {
  if (told.receipt) {
    await outbox.arrived(one.record.id, told.receipt);
    return 1;
  }
  const problem = told.problem || { code: "internal", detail: "" };
  if (LATER.has(problem.code) || told.status >= 500) throw new Refused(problem);
  if (problem.code === "record.future" && clock() && !one.record.clock) await outbox.renewed(one.record.id, clock());
  else await outbox.refused(one.record.id, problem);
  return 1;
}

// --- in ---

async function fetchDay() {
  const asked = performance.now();
  const pack = await ask("GET", `/productions/${production}/pack`);
  await fixed(pack.at, asked);
  const before = await get("kept", `pack/${production}`);
  if (before?.checklists !== pack.checklists || !(await get("kept", `checklists/${production}`))) {
    await put("kept", `checklists/${production}`, await ask("GET", `/productions/${production}/checklists`));
  }
  await put("kept", `pack/${production}`, { ...pack, fetched: Date.now() });
  await hearMessages();
  const queued = (await outbox.waiting()).filter((one) => one.record.production === production).length;
  document.dispatchEvent(new CustomEvent("day"));
  twinsAtHand(production, pack.firearms);
  // That this phone was here is news for others: nobody on this one waits for it.
  ask("POST", `/productions/${production}/phones`, { device: standing.device, queued }).catch(() => {});
}

// What the person was told; that it stands on this screen is said once.
async function hearMessages() {
  const { items } = await ask("GET", `/productions/${production}/messages?limit=20`);
  await noted("kept", `messages/${production}`, items);
  for (const one of items.filter(({ state }) => !["delivered", "opened"].includes(state))) {
    await ask("POST", `/productions/${production}/messages/${one.id}/seen`, { state: "delivered" });
  }
}

// As it commits: another phone's record is here within a second.
function listen() {
  if (line && line.readyState !== EventSource.CLOSED) return;
  line = new EventSource(`/api/v1/productions/${production}/live`);
  let coming = 0;
  const heard = () => {
    clearTimeout(coming);
    coming = setTimeout(() => sync(), LIVE_AFTER_MS);
  };
  for (const kind of ["record", "violation", "message"]) line.addEventListener(kind, heard);
}
