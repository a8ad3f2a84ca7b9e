// Decides how records are signed on this phone, with or without a signal: by PIN, sealed to the service, or by passkey.

import { bound } from "../sign/bind.js";
import { sealed } from "../sign/seal.js";
import { now } from "./clock.js";
import { get, noted } from "./database.js";
import { language } from "./words.js";

const BREAK_MS = 2 * 3600_000;

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const plain = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

/** What of a checklist somebody with these roles signs: {role, statement, language, required}; null for nothing. */
export function part(checklist, roles, used = []) {
  for (const asked of checklist?.sign_offs || []) {
    if (used.includes(asked)) continue;
    const role = asked.role.find((one) => roles.includes(one));
    if (role) {
      const spoken = language in asked.statement ? language : "en";
      return { asked, role, statement: asked.statement[spoken], language: spoken, required: asked.required };
    }
  }
  return null;
}

/** Whether this person has to show everything (a passkey, or a new sign-in) before a PIN is enough: 21 CFR 11.200(a)(1). */
export async function fullNeeded(day, person) {
  if (person !== day.me) return false;
  const account = await get("kept", "account");
  const signed = (await get("kept", "signed_at")) || 0;
  const shown = account?.fresh_until ? Date.parse(account.fresh_until) : 0;
  return Date.now() > shown && Date.now() - signed > BREAK_MS;
}

const told = (day, person) => (person === day.me ? noted("kept", "signed_at", Date.now()) : undefined);

/** Signatures of one person under records by PIN. Gives them by record id, and the sealed PINs by record id. */
export async function byPin(day, person, pairs, pin) {
  const at = now();
  const found = new Map();
  for (const [record, own] of pairs) {
    const sign_off = { person, role: own.role, at, method: "pin", statement: own.statement };
    found.set(record.id, { sign_off, pins: { [person]: await sealed(day.signing.sealing_key, person, record, pin) } });
  }
  await told(day, person);
  return found;
}

/** The same by passkey: one signature under all of them. It needs no service; the platform asks for the person. */
export async function byPasskey(day, pairs, digests) {
  const at = now();
  const said = pairs.map(([record, own]) => [
    record,
    { person: day.me, role: own.role, at, statement: own.statement, language: own.language, protocol_digest: digests(record) },
  ]);
  const { challenge, places } = await bound(said);
  const allowCredentials = Object.keys(day.signing.keys).map((id) => ({ type: "public-key", id: plain(id) }));
  const publicKey = { challenge, rpId: day.signing.rp, userVerification: "required", allowCredentials };
  const credential = await navigator.credentials.get({ publicKey });
  const common = {
    form: "showclear-passkey/1",
    credential: credential.id,
    public_key: day.signing.keys[credential.id],
    authenticator_data: base64url(credential.response.authenticatorData),
    client_data: base64url(credential.response.clientDataJSON),
    signature: base64url(credential.response.signature),
    rp: day.signing.rp,
    origin: location.origin,
  };
  await told(day, day.me);
  return new Map(said.map(([record, one], n) => [record.id, { sign_off: offOf(one, common, places[n]), pins: {} }]));
}

function offOf(said, common, place) {
  const { person, role, at, statement, language: shown, protocol_digest } = said;
  const proof = { ...common, language: shown, ...(protocol_digest ? { protocol_digest } : {}) };
  if (place.records > 1) {
    Object.assign(proof, {
      records: String(place.records),
      index: String(place.index),
      path: base64url(Uint8Array.from(place.path.flatMap((one) => [...one]))),
    });
  }
  return { person, role, at, method: "passkey", statement, proof };
}
