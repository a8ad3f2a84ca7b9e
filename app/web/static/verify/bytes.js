// Decides how bytes are read from texts in their one exact spelling, and hashed; what they mean is decided elsewhere.

export class Broken extends Error {
  /** One thing that does not hold: a stable kind, and what was seen. */
  constructor(kind, words) {
    super(words);
    this.kind = kind;
  }
}

export const utf8 = new TextEncoder();
const strict = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of bytes, or null where they are no UTF-8. */
export function textOf(bytes) {
  try {
    return strict().decode(bytes);
  } catch {
    return null;
  }
}

export const hexOf = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");

/** The bytes of standard base64 in its one spelling; null for anything else. */
export function fromBase64(told) {
  if (typeof told !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(told) || told.length % 4) return null;
  const found = Uint8Array.from(atob(told), (one) => one.charCodeAt(0));
  return toBase64(found) === told ? found : null;
}

export function toBase64(bytes) {
  let whole = "";
  for (let at = 0; at < bytes.length; at += 8192) whole += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(whole);
}

/** The same for base64url without padding. */
export function fromBase64url(told) {
  if (typeof told !== "string" || !/^[A-Za-z0-9_-]+$/.test(told)) return null;
  const padded = told.replaceAll("-", "+").replaceAll("_", "/");
  return padded.length % 4 === 1 ? null : fromBase64(padded + "=".repeat((4 - (padded.length % 4)) % 4));
}

export const toBase64url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

export const hashOf = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
