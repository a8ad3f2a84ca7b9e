// Decides whether a sign-off by passkey holds for a record (docs/sign-offs.md); whose key it is, is told, not judged.

import { canonical, digest } from "../sign/canonical.js";
import { Broken, fromBase64url, hashOf, hexOf, joined, sameBytes, textOf, toBase64url, utf8 } from "./bytes.js";
import { rootOfPath } from "./tree.js";

const ALWAYS = ["form", "credential", "public_key", "authenticator_data", "client_data", "signature", "rp", "origin", "language"];
const SOMETIMES = ["protocol_digest", "records", "index", "path"];
const KINDS = {
  es256: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  ed25519: [{ name: "Ed25519" }, { name: "Ed25519" }],
  rs256: [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, { name: "RSASSA-PKCS1-v1_5" }],
};

/** Who signed, with which key: {person, fingerprint, rp, credential}; or Broken with the code of what does not hold. */
export async function checkSignOff(record, signOff) {
  const proof = parsedProof(signOff.proof);
  const challenge = await challengeOf(await digest(record), signOff, proof);
  checkClientData(proof, toBase64url(challenge));
  await checkAuthenticatorData(proof);
  const signed = joined(proof.authenticator_data, await hashOf(proof.client_data));
  if (!(await verified(proof.public_key, proof.signature, signed))) throw failed("bad_signature");
  const fingerprint = hexOf(await hashOf(proof.public_key));
  return { person: signOff.person, fingerprint, rp: proof.rp, credential: proof.credential };
}

const failed = (code, words = "") => new Broken(`sign_off.${code}`, words);

function parsedProof(given) {
  const keys = Object.keys(given ?? {});
  const whole = given?.form === "showclear-passkey/1" && ALWAYS.every((key) => keys.includes(key));
  if (!whole || !keys.every((key) => ALWAYS.includes(key) || SOMETIMES.includes(key))) throw failed("malformed");
  const proof = { ...given };
  for (const name of ["credential", "public_key", "authenticator_data", "client_data", "signature"]) {
    proof[name] = fromBase64url(given[name]);
    if (!proof[name]) throw failed("malformed", name);
  }
  const tagged = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(given.language);
  const digested = given.protocol_digest === undefined || /^[0-9a-f]{64}$/.test(given.protocol_digest);
  if (!tagged || !digested || !given.rp || !given.origin) throw failed("malformed");
  proof.credential = given.credential;
  proof.place = placeOf(given);
  return proof;
}

function placeOf(given) {
  const named = ["records", "index", "path"].filter((key) => key in given);
  if (!named.length) return { index: 0, records: 1, path: [] };
  const path = fromBase64url(given.path);
  const counted = /^(0|[1-9][0-9]{0,2})$/;
  if (named.length < 3 || !path || path.length % 32 || !counted.test(given.records) || !counted.test(given.index)) throw failed("malformed");
  const [records, index] = [Number(given.records), Number(given.index)];
  if (records < 2 || records > 500) throw failed("malformed");
  return { index, records, path: Array.from({ length: path.length / 32 }, (_, at) => path.subarray(at * 32, at * 32 + 32)) };
}

async function challengeOf(record, signOff, proof) {
  const { at, method, person, role, statement } = signOff;
  const shown = { language: proof.language, protocol_digest: proof.protocol_digest ?? null };
  const bound = { at, declined: signOff.declined === true, method, person, record, role, statement, ...shown };
  const leaf = await hashOf(Uint8Array.of(0), utf8.encode(canonical(bound)));
  const root = await rootOfPath(leaf, proof.place.index, proof.place.records, proof.place.path);
  if (!root) throw failed("malformed", "The path leads to no root.");
  const told = canonical({ records: proof.place.records, root: hexOf(root) });
  return hashOf(utf8.encode(`showclear/sign-off/v1\n${told}`));
}

function checkClientData(proof, challenge) {
  const told = proof.client_data.length <= 4096 ? textOf(proof.client_data) : null;
  let data = null;
  try {
    data = JSON.parse(told);
  } catch {
    throw failed("malformed", "The client data is not JSON.");
  }
  if (typeof data !== "object" || data === null || Array.isArray(data) || hasTwice(told)) throw failed("malformed");
  if (data.type !== "webauthn.get") throw failed("wrong_type");
  if (data.challenge !== challenge) throw failed("not_bound");
  const own = data.origin === proof.origin && isOriginOf(proof.origin, proof.rp);
  if (!own || (data.crossOrigin ?? false) !== false || "topOrigin" in data) throw failed("wrong_origin");
}

/** Whether a key stands twice in one object of a JSON text: two readers might see two things. */
function hasTwice(told) {
  const open = [];
  for (const [token, name] of told.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (name) {
      const key = JSON.parse(name);
      if (open.at(-1)?.has(key)) return true;
      open.at(-1)?.add(key);
    }
  }
  return false;
}

function isOriginOf(origin, rp) {
  const found = /^(https?):\/\/([a-z0-9.-]+)(:[0-9]{1,5})?$/.exec(origin);
  if (!found) return false;
  if (found[1] === "http") return found[2] === "localhost" && rp === "localhost";
  return found[2] === rp || found[2].endsWith(`.${rp}`);
}

async function checkAuthenticatorData(proof) {
  const data = proof.authenticator_data;
  if (data.length < 37 || data.length > 4096) throw failed("malformed");
  if (!sameBytes(data.subarray(0, 32), await hashOf(utf8.encode(proof.rp)))) throw failed("wrong_rp");
  const flags = data[32];
  if (!(flags & 0x01)) throw failed("not_present");
  if (!(flags & 0x04)) throw failed("user_not_verified");
  if (flags & 0x40 || data.length > 37 !== Boolean(flags & 0x80) || (flags & 0x10 && !(flags & 0x08))) throw failed("malformed");
}

async function verified(spki, signature, message) {
  for (const [kind, [imported, verify]] of Object.entries(KINDS)) {
    let key;
    try {
      key = await crypto.subtle.importKey("spki", spki, imported, true, ["verify"]);
    } catch {
      continue;
    }
    const again = new Uint8Array(await crypto.subtle.exportKey("spki", key));
    const bits = key.algorithm.modulusLength ?? 2048;
    if (!sameBytes(again, spki) || bits < 2048 || bits > 4096) break;
    const plain = kind === "es256" ? plainEcdsa(signature) : signature;
    return plain !== null && crypto.subtle.verify(verify, key, plain, message);
  }
  throw failed("wrong_key", "The key is of a kind that may not sign here.");
}

/** An ECDSA signature as WebCrypto takes it, of its DER form; null where it has none. */
function plainEcdsa(der) {
  const whole = new Uint8Array(64);
  let at = 2;
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    const number = der.subarray(at + 2, at + 2 + length);
    const long = number[0] === 0 ? number.subarray(1) : number;
    if (der[at] !== 2 || !length || number.length !== length || number[0] & 0x80 || long.length > 32) return null;
    if (number[0] === 0 && length > 1 && !(number[1] & 0x80)) return null;
    whole.set(long, end - long.length);
    at += 2 + length;
  }
  return at === der.length ? whole : null;
}
