// Decides what waits on this phone: a record is kept here before any screen says so, and goes only when the service has it.

import { alter, alterEach, all, clear, get, noted, putAll, remove } from "./database.js";

export const HELD_MS = 10_000;
// Stop and injury go at once; nobody waits to be sure.
const AT_ONCE = new Set(["incident", "hold", "concern"]);
const said = new BroadcastChannel("showclear-outbox");
const RECEIPTS_FOR_MS = 20 * 3600_000;
const leftNow = new Set();
let lost = [];
let last = 0;

/** Thrown when the phone keeps nothing more: nothing of it was recorded. A file is all that can be made of it. */
export class NotKept extends Error {
  constructor() {
    super("kept.full");
    this.name = "NotKept";
  }
}

/**
 * Keep records, all or none, in their order. Each is {record, pins: {person: sealed}, photos: [digest]}.
 * Those that may be taken back wait ten seconds. Throws NotKept when the phone keeps nothing more.
 */
export async function keep(waiting, signed = "") {
  const urgent = waiting.some((one) => AT_ONCE.has(one.record.kind));
  const go_at = urgent ? 0 : Date.now() + HELD_MS;
  const pairs = waiting.map((one) => {
    last = Math.max(last + 1, Date.now() * 1000);
    return ["outbox", one.record.id, { pins: {}, photos: [], ...one, place: last, go_at, urgent, tries: 0, state: "queued", signed }];
  });
  try {
    await putAll(pairs).catch(async () => {
      await makeRoom();
      await putAll(pairs);
    });
  } catch {
    lost = [...lost.filter((one) => !waiting.some(({ record }) => record.id === one.record.id)), ...pairs.map(([, , one]) => one)];
    throw new NotKept();
  }
  lost = lost.filter((one) => !waiting.some(({ record }) => record.id === one.record.id));
  tell();
  return go_at;
}

// What the service has already, and what can be fetched again, goes first; never what waits.
async function makeRoom() {
  await clear("receipts");
  await caches.delete("photos");
}

/** What this phone could not keep since the page was opened: for a file, there is nothing else for it. */
export const unkept = () => lost;

/** The service has it all the same. */
export function unkeptArrived(id) {
  lost = lost.filter((one) => one.record.id !== id);
}

/** Everything that waits, in the order it was written. */
export async function waiting() {
  return (await all("outbox")).sort((a, b) => a.place - b.place);
}

/**
 * What of this production waits to be sent, in its order, each with `due_at` in milliseconds: no record overtakes one that it
 * may rest on, but a stop overtakes them all. Records of another production go when its screens are open.
 */
export async function queued(production) {
  const mine = (await waiting()).filter((one) => one.state === "queued" && one.record.production === production);
  let before = 0;
  return mine.map((one) => {
    if (!one.urgent) before = Math.max(before, one.go_at);
    return { ...one, due_at: one.urgent ? 0 : before };
  });
}

/** Take records back that did not leave yet: true when all of them were still here. */
export async function takeBack(ids) {
  let whole = true;
  for (const id of ids) {
    await alter("outbox", id, (one) => {
      if (one && one.state === "queued" && one.go_at > Date.now() && !mayBeSent(one)) return undefined;
      whole = false;
      return one;
    });
  }
  tell();
  return whole;
}

/** Send now: nobody waits for the ten seconds of what is queued. */
export const hurry = () => alterEach("outbox", (one) => (one.go_at ? { ...one, go_at: 0 } : undefined));

/** These wait so long from now on, unless one of them is on its way: others are still to sign. */
export async function held(ids, ms) {
  await alterEach("outbox", (one) => (ids.includes(one.record.id) && one.go_at ? { ...one, go_at: Date.now() + ms } : undefined));
  tell();
}

/** The service has it: its receipt is kept for today. */
export async function arrived(id, receipt) {
  const one = await get("outbox", id);
  if (one) await noted("receipts", id, { record: one.record, receipt, at: Date.now() });
  await remove("outbox", id);
}

/** The service refused it for good: it stays to be seen and exported, with the reason. */
export const refused = (id, problem) => alter("outbox", id, (one) => one && { ...one, state: "refused", problem });

/** A record that this phone sent today, else undefined. */
export const sentToday = async (id) => (await get("receipts", id))?.record;

/** Let go of the receipts of other days. */
export async function tidied() {
  for (const one of await all("receipts")) if (Date.now() - one.at > RECEIPTS_FOR_MS) await remove("receipts", one.record.id);
}

/** It is on its way: it can no longer be taken back. A full phone cannot write that down, and sends all the same. */
export async function leaving(id) {
  leftNow.add(id);
  await alter("outbox", id, (one) => one && { ...one, go_at: 0, tries: one.tries + 1 }).catch(() => {});
}

/** Whether it may have reached the service already. */
export const mayBeSent = (one) => one.tries > 0 || leftNow.has(one.record.id);

/** The same record as a new one, told by a clock put right: only for what the service called too early. */
export async function renewed(id, clock) {
  const one = await get("outbox", id);
  const record = { ...one.record, id: crypto.randomUUID(), clock };
  await putAll([["outbox", record.id, { ...one, record, state: "queued" }]]);
  await remove("outbox", id);
}

/** Try again what was refused: the person put right what was wrong elsewhere. */
export async function again(id) {
  await alter("outbox", id, (one) => one && { ...one, state: "queued", problem: undefined });
  tell();
}

/** Let go of a refused record, which the person has exported or does not want. */
export async function drop(id) {
  await remove("outbox", id);
  tell();
}

/** Tell all pages of this phone that the outbox changed. */
export function tell() {
  said.postMessage("changed");
  document.dispatchEvent(new CustomEvent("outbox"));
}

said.onmessage = () => document.dispatchEvent(new CustomEvent("outbox"));
