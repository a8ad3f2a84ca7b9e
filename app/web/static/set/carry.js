// Decides how what waits leaves this phone as a file and comes in on another, of the same person or of somebody else. Each
// record is sealed under a key of this phone's session: whoever brings it can change nothing. docs/offline.md tells the form.

import { canonical, text } from "../sign/canonical.js";
import { get, noted } from "./database.js";
import { keep, unkept, waiting } from "./outbox.js";

const FORM = "showclear-outbox/1";
const PREFIX = text.encode("showclear/carried/v1\n");

const base64 = (bytes) => {
  let letters = "";
  for (let from = 0; from < bytes.length; from += 8192) letters += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(letters);
};
const plain = (letters) => Uint8Array.from(atob(letters), (one) => one.charCodeAt(0));
const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const decoded = (letters) => plain(letters.replaceAll("-", "+").replaceAll("_", "/"));

/** A file with everything of a production that waits, its photos, and what this phone could not keep since it was opened. */
export async function exported(production) {
  const list = [...await waiting(), ...unkept()].filter((one) => one.record.production === production);
  const seal = await sealing(production);
  const records = await Promise.all(list.map(async ({ record, pins, carried }) => ({ record, pins, ...own(carried || await seal(record)) })));
  const whole = { form: FORM, records, photos: await photosOf(list) };
  return new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
}

const own = (carried) => (carried ? { carried } : {});

// What this phone's own person wrote is sealed; on a phone that somebody else signed in on since, nothing is.
async function sealing(production) {
  const pack = await get("kept", `pack/${production}`);
  const known = pack?.signing?.carry;
  if (!known) return async () => undefined;
  const key = await crypto.subtle.importKey("raw", decoded(known.key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (record) => {
    if (record.by !== pack.person) return undefined;
    const said = Uint8Array.from([...PREFIX, ...text.encode(canonical(record))]);
    return { session: known.session, seal: base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, said))) };
  };
}

async function photosOf(list) {
  const found = {};
  for (const digest of new Set(list.flatMap(({ record }) => record.attachments || []))) {
    const { blob } = (await get("photos", digest)) || {};
    if (blob) found[digest] = base64(new Uint8Array(await blob.arrayBuffer()));
  }
  return found;
}

/** Take in such a file. Gives how many records it held that were not here; throws the key of what is wrong with it. */
export async function imported(content, production) {
  let whole;
  try {
    whole = JSON.parse(content);
  } catch {
    throw new Error("outbox.no_file");
  }
  const fits = whole?.form === FORM && Array.isArray(whole.records)
    && whole.records.every((one) => typeof one?.record?.id === "string" && one.record.production === production);
  if (!fits) throw new Error("outbox.no_file");
  const known = new Set((await waiting()).map((one) => one.record.id));
  const fresh = whole.records.filter((one) => !known.has(one.record.id));
  await keep(fresh.map(({ record, pins, carried }) => ({ record, pins: pins || {}, ...own(carried) })), "imported");
  for (const [digest, letters] of Object.entries(whole.photos || {})) {
    await noted("photos", digest, { blob: new Blob([plain(letters)], { type: "image/jpeg" }), production });
  }
  return fresh.length;
}
