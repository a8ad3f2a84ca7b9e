// Decides how a PIN is sealed to the service (RFC 9180, base mode, P-256, HKDF-SHA256, AES-256-GCM) for one record and person.

import { canonical, digest, text } from "./canonical.js";

export { canonical, digest, text };

const KEM = bytes("KEM", 0x00, 0x10);
const HPKE = bytes("HPKE", 0x00, 0x10, 0x00, 0x01, 0x00, 0x02);
const NOTHING = new Uint8Array();

/** What stands in the header for that person: `sealed:` and base64url. `key`: `public_key` of `GET /sealing-key`. */
export async function sealed(key, person, record, pin) {
  const bound = { person, production: record.production, record: await digest(record) };
  const info = text.encode(`showclear/sealed-pin/v1\n${canonical(bound)}`);
  const whole = btoa(String.fromCharCode(...(await seal(decoded(key), info, text.encode(pin)))));
  return `sealed:${whole.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

async function seal(receiver, info, plain) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", receiver, curve, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256));
  const encapsulated = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const first = await extract(KEM, NOTHING, "eae_prk", shared);
  const secret = await expand(KEM, first, "shared_secret", bytes(encapsulated, receiver), 32);

  const context = bytes(
    0,
    await extract(HPKE, NOTHING, "psk_id_hash", NOTHING),
    await extract(HPKE, NOTHING, "info_hash", info),
  );
  const schedule = await extract(HPKE, secret, "secret", NOTHING);
  const raw = await expand(HPKE, schedule, "key", context, 32);
  const iv = await expand(HPKE, schedule, "base_nonce", context, 12);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  return bytes(encapsulated, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)));
}

function extract(suite, salt, label, material) {
  return hmac(salt.length ? salt : new Uint8Array(32), bytes("HPKE-v1", suite, label, material));
}

async function expand(suite, key, label, info, length) {
  return (await hmac(key, bytes(0, length, "HPKE-v1", suite, label, info, 1))).slice(0, length);
}

async function hmac(key, message) {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, message));
}

/** Texts, single bytes and bytes, one after the other. */
function bytes(...parts) {
  const all = parts.map((one) => (typeof one === "string" ? text.encode(one) : typeof one === "number" ? [one] : one));
  return Uint8Array.from(all.flatMap((one) => [...one]));
}

function decoded(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}
