// Decides what one passkey signature under records signs (docs/sign-offs.md, steps 1 to 5); it needs no service.

import { canonical, digest, text } from "./seal.js";

const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");

async function sha256(...parts) {
  const whole = Uint8Array.from(parts.flatMap((one) => [...one]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** The leaf of what is said of one record: {person, role, at, statement, language, protocol_digest}. */
async function leafOf(record, said) {
  const { person, role, at, statement, language, protocol_digest } = said;
  const bound = { at, declined: false, language, method: "passkey", person, protocol_digest: protocol_digest ?? null, role, statement };
  return sha256([0], text.encode(canonical({ ...bound, record: await digest(record) })));
}

// RFC 6962, 2.1: the left part is the largest power of two that is smaller than the whole.
const leftOf = (count) => 2 ** (Math.ceil(Math.log2(count)) - 1);

async function rootOf(leaves) {
  if (leaves.length === 1) return leaves[0];
  const left = leftOf(leaves.length);
  return sha256([1], await rootOf(leaves.slice(0, left)), await rootOf(leaves.slice(left)));
}

async function pathOf(index, leaves) {
  if (leaves.length === 1) return [];
  const left = leftOf(leaves.length);
  if (index < left) return [...(await pathOf(index, leaves.slice(0, left))), await rootOf(leaves.slice(left))];
  return [...(await pathOf(index - left, leaves.slice(left))), await rootOf(leaves.slice(0, left))];
}

/** The 32 bytes to sign, and for each record its place: {index, records, path: Uint8Array[]}. `pairs`: [record, said][] */
export async function bound(pairs) {
  const leaves = await Promise.all(pairs.map(([record, said]) => leafOf(record, said)));
  const root = hex(await rootOf(leaves));
  const challenge = await sha256(text.encode(`showclear/sign-off/v1\n${canonical({ records: leaves.length, root })}`));
  const places = await Promise.all(leaves.map(async (_, index) => ({ index, records: leaves.length, path: await pathOf(index, leaves) })));
  return { challenge, places };
}
