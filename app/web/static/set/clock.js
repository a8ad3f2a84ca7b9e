// Decides what this phone knows of the time: its own clock, time elapsed since the page began, and the last word of the server.

import { get, noted } from "./database.js";

const SLOW_MS = 10_000;
const JUMP_MS = 2_000;
// Wall time minus elapsed time stays the same until somebody turns the clock.
const began = Date.now() - performance.now();
let fix = (await get("kept", "clock")) || null;

/** Take note of what the server said the time is; `asked` is `performance.now()` when it was asked. */
export async function fixed(server, asked) {
  const took = performance.now() - asked;
  if (!server || took > SLOW_MS) return;
  const off = Date.parse(server) + took / 2 - Date.now();
  // What the way there may have taken says nothing of the clock.
  const offset_s = Math.abs(off) <= took / 2 ? 0 : Math.round(off / 100) / 10;
  fix = { offset_s, fixed_at: new Date(server).toISOString(), wall: Date.now() };
  await noted("kept", "clock", fix);
}

/** The moment, as a record has it: this phone's own clock, in milliseconds. */
export const now = () => new Date().toISOString();

/** What a record says of this phone's clock; nothing where it was never compared, or was turned since. */
export function clock() {
  if (!fix || Math.abs(Date.now() - performance.now() - began) > JUMP_MS) return undefined;
  return { offset_s: fix.offset_s, fixed_at: fix.fixed_at };
}

/** When the service was last heard, in milliseconds of this phone's clock; null for never. */
export const heard = () => fix?.wall ?? null;
