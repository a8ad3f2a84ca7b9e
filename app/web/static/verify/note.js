// Decides what signed notes, checkpoints and cosignatures are (C2SP) and whether their signatures hold (Ed25519).

import { Broken, fromBase64, hashOf, joined, sameBytes, utf8 } from "./bytes.js";

const LOG = 1;
const WITNESS = 4;

/** A key of its text form, of a log (type 1) or a witness (type 4): {name, kind, id, public}. */
export async function parseVkey(told, kind = LOG) {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(told.trim());
  const decoded = found && fromBase64(found[3]);
  if (!decoded || decoded.length !== 33 || decoded[0] !== kind) throw new Broken("wrong_key", "This is no key.");
  const id = (await hashOf(utf8.encode(`${found[1]}\n`), decoded)).subarray(0, 4);
  const hex = [...id].map((one) => one.toString(16).padStart(2, "0")).join("");
  if (hex !== found[2]) throw new Broken("wrong_key", "A character of the key was lost.");
  return { name: found[1], kind, id, public: decoded.subarray(1), vkey: told.trim() };
}

export const parseWitness = (told) => parseVkey(told, WITNESS);

/** A note's parts: {text, signatures: [{name, id, signature}]}; or Broken. */
function parseNote(note, kind) {
  const cut = note.lastIndexOf("\n\n");
  const lines = note.slice(cut + 2).split("\n");
  if (cut < 0 || lines.pop() !== "" || !lines.length || lines.length > 100) throw new Broken(kind, "This is no signed note.");
  const signatures = lines.map((line) => {
    const found = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    const decoded = found && fromBase64(found[2]);
    if (!decoded || decoded.length <= 4) throw new Broken(kind, "This is no signed note.");
    return { name: found[1], id: decoded.subarray(0, 4), signature: decoded.subarray(4) };
  });
  return { text: note.slice(0, cut + 1), signatures };
}

/** A checkpoint: {origin, size, root, text, signatures}; or Broken of that kind. */
export function parseCheckpoint(note, kind) {
  const parsed = parseNote(note, kind);
  const found = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/=]+)\n$/.exec(parsed.text);
  const root = found && fromBase64(found[3]);
  if (!root || root.length !== 32) throw new Broken(kind, "This is no checkpoint.");
  return { origin: found[1], size: Number(found[2]), root, ...parsed };
}

/** Nothing when the key signed the checkpoint; else Broken: wrong_key, bad_signature. */
export async function checkSigned(checkpoint, key) {
  const own = ownLines(checkpoint, key);
  if (!own.length) throw new Broken("wrong_key", `Nothing here is signed by ${key.name}.`);
  for (const one of own) {
    if (!(await ed25519(key.public, one.signature, utf8.encode(checkpoint.text)))) {
      throw new Broken("bad_signature", "The signature is not that key's over this text.");
    }
  }
}

/** When that witness cosigned the checkpoint, as a Date; else Broken: not_witnessed. */
export async function checkCosigned(checkpoint, witness) {
  const own = ownLines(checkpoint, witness);
  if (!own.length) throw new Broken("not_witnessed", `${witness.name} did not cosign this.`);
  let latest = 0;
  for (const one of own) {
    const whole = one.signature.length === 72;
    const seconds = whole ? Number(new DataView(joined(one.signature).buffer).getBigUint64(0)) : 0;
    const message = utf8.encode(`cosignature/v1\ntime ${seconds}\n${checkpoint.text}`);
    const holds = whole && (await ed25519(witness.public, one.signature.subarray(8), message));
    if (!holds) throw new Broken("not_witnessed", `The cosignature is not that of ${witness.name}.`);
    latest = Math.max(latest, seconds);
  }
  return new Date(latest * 1000);
}

const ownLines = (note, key) => note.signatures.filter((one) => one.name === key.name && sameBytes(one.id, key.id));

/** Whether the key signed the message. A browser without Ed25519 cannot tell, and says so. */
export async function ed25519(raw, signature, message) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  } catch (failure) {
    if (failure?.name === "NotSupportedError") throw new Broken("browser", "This browser does not know Ed25519.");
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}
