// Decides what is wrong with the entries of an export, line by line; roots and signatures of checkpoints are not its business.

import { canonical } from "../sign/canonical.js";
import { textOf } from "./bytes.js";
import { leafHash } from "./tree.js";

const MOMENT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
const KEYS = "position,record,recorded_at";

/** The value of bytes that are exactly its canonical form; undefined for anything else. */
export function canonicalOf(bytes) {
  const told = textOf(bytes);
  try {
    const value = told === null ? undefined : JSON.parse(told);
    return value !== undefined && canonical(value) === told ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The entry in a value, or null where it is none. */
export function entryOf(value) {
  const whole = value !== null && typeof value === "object" && Object.keys(value).sort().join() === KEYS;
  const { position, record, recorded_at: at } = whole ? value : {};
  const shaped = Number.isSafeInteger(position) && position >= 0 && typeof at === "string";
  return shaped && typeof record === "object" && record !== null && !Array.isArray(record) ? value : null;
}

export class Entries {
  #leaves = new Uint8Array(32 * 1024);
  #expected = 0;
  #recordedAt = "";
  #places = new Map();
  count = 0;

  constructor(production, broken, signatures) {
    Object.assign(this, { production, broken, signatures });
  }

  /** The leaf hashes, one after the other. */
  get leaves() {
    return this.#leaves.subarray(0, this.count * 32);
  }

  /** Where the entry of a record stands in the file: [from, to], or undefined. */
  placeOf(id) {
    return this.#places.get(id);
  }

  /** The next line. Its checks are made at once, in order; the hash is awaited by whoever reads. */
  take(line, at) {
    const number = this.count;
    this.count += 1;
    if (this.count * 32 > this.#leaves.length) this.#grow();
    const signed = this.#check(line, at);
    const hashed = leafHash(line).then((hash) => this.#leaves.set(hash, number * 32));
    return signed ? Promise.all([hashed, signed]) : hashed;
  }

  #grow() {
    const larger = new Uint8Array(this.#leaves.length * 2);
    larger.set(this.#leaves);
    this.#leaves = larger;
  }

  #check(line, at) {
    const value = canonicalOf(line);
    const entry = value === undefined ? null : entryOf(value);
    const expected = this.#expected;
    this.#expected += 1;
    if (!entry) {
      this.broken(expected, value === undefined ? "not_canonical" : "not_an_entry", "");
      return null;
    }
    if (entry.position !== expected) {
      this.broken(expected, "position", String(entry.position));
      this.#expected = entry.position + 1;
    }
    if (!MOMENT.test(entry.recorded_at)) this.broken(entry.position, "not_an_entry", entry.recorded_at.slice(0, 40));
    if (entry.recorded_at < this.#recordedAt) this.broken(entry.position, "time_order", entry.recorded_at);
    this.#recordedAt = entry.recorded_at;
    return this.#checkRecord(entry, [at, at + line.length]);
  }

  #checkRecord({ position, record }, place) {
    if (typeof record.id !== "string") {
      this.broken(position, "not_an_entry", "");
      return null;
    }
    const id = record.id.toLowerCase();
    if (this.#places.has(id)) this.broken(position, "duplicate_id", id);
    else this.#places.set(id, place);
    if (record.production !== this.production) this.broken(position, "wrong_production", String(record.production));
    return this.signatures.take(position, record);
  }
}
