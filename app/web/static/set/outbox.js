// Decides what waits on this phone: a record is kept here before any screen says so, and goes only when the service has it.

import { alter, all, get, putAll, remove } from "./database.js";

export const HELD_MS = 10_000;
// Stop and injury go at once; nobody waits to be sure.
const AT_ONCE = new Set(["incident", "hold", "concern"]);
const said = new BroadcastChannel("showclear-outbox");
let last = 0;

/**
 * Keep records, all or none, in their order. Each is {record, pins: {person: sealed}, photos: [digest]}.
 * Those that may be taken back wait ten seconds. Throws when the phone keeps nothing more.
 */
export async function keep(waiting, signed = "") {
  const urgent = waiting.some((one) => AT_ONCE.has(one.record.kind));
  const go_at = urgent ? 0 : Date.now() + HELD_MS;
  const pairs = waiting.map((one) => {
    last = Math.max(last + 1, Date.now() * 1000);
    return ["outbox", one.record.id, { pins: {}, photos: [], ...one, place: last, go_at, tries: 0, state: "queued", signed }];
  });
  await putAll(pairs);
  tell();
  return go_at;
}

/** Everything that waits, in the order it was written. */
export async function waiting() {
  return (await all("outbox")).sort((a, b) => a.place - b.place);
}

/** Take records back that did not leave yet: true when all of them were still here. */
export async function takeBack(ids) {
  let whole = true;
  for (const id of ids) {
    await alter("outbox", id, (one) => {
      if (one && one.state === "queued" && one.go_at > Date.now()) return undefined;
      whole = false;
      return one;
    });
  }
  tell();
  return whole;
}

/** Send now: nobody waits for the ten seconds of what is queued. */
export async function hurry() {
  for (const one of await all("outbox")) {
    if (one.go_at) await alter("outbox", one.record.id, (kept) => (kept ? { ...kept, go_at: 0 } : undefined));
  }
}

/** The service has it: its receipt is kept for today. */
export async function arrived(id, receipt) {
  const one = await get("outbox", id);
  if (one) await putAll([["receipts", id, { record: one.record, receipt, at: Date.now() }]]);
  await remove("outbox", id);
}

/** The service refused it for good: it stays to be seen and exported, with the reason. */
export const refused = (id, problem) => alter("outbox", id, (one) => one && { ...one, state: "refused", problem });

/** It is on its way: it can no longer be taken back. */
export const leaving = (id) => alter("outbox", id, (one) => one && { ...one, go_at: 0, tries: one.tries + 1 });

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

/** A file with everything that waits: any phone of the production can bring it in. */
export async function exported() {
  const list = await waiting();
  const whole = { form: "showclear-outbox/1", records: list.map(({ record, pins }) => ({ record, pins })) };
  return new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
}

/** Take in such a file. Gives how many records it held; throws `words` of what is wrong with it. */
export async function imported(text, production) {
  let whole;
  try {
    whole = JSON.parse(text);
  } catch {
    throw new Error("outbox.no_file");
  }
  const fits = whole?.form === "showclear-outbox/1" && Array.isArray(whole.records)
    && whole.records.every((one) => typeof one?.record?.id === "string" && one.record.production === production);
  if (!fits) throw new Error("outbox.no_file");
  const known = new Set((await waiting()).map((one) => one.record.id));
  const fresh = whole.records.filter((one) => !known.has(one.record.id));
  await keep(fresh.map(({ record, pins }) => ({ record, pins: pins || {} })), "imported");
  return fresh.length;
}

/** Tell all pages of this phone that the outbox changed. */
export function tell() {
  said.postMessage("changed");
  document.dispatchEvent(new CustomEvent("outbox"));
}

said.onmessage = () => document.dispatchEvent(new CustomEvent("outbox"));
