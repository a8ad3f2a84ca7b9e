// Decides what is told of the signatures in a file: how many by passkey hold, with which keys, how many nothing here can prove.

import { checkSignOff } from "./passkey.js";

export class Signatures {
  #keys = new Map();
  #credentials = new Map();
  #later = [];
  proven = 0;
  failed = 0;
  notProvable = {};

  /** `broken(position, kind, words)` is told of each that does not hold. */
  constructor(broken) {
    this.broken = broken;
  }

  /** The keys that signed: [{person, fingerprint, rp, position, signOffs}]. */
  get keys() {
    return [...this.#keys.values()];
  }

  /** Ids, in lower case, of the records that `finish` has to be given. */
  get wanted() {
    return this.#later.map((one) => one.of);
  }

  /** The next record; a promise only where somebody signed by passkey. */
  take(position, record) {
    const own = this.#byPasskey(position, record.sign_offs ?? []);
    if (record.kind === "sign_off") {
      const of = String(record.body?.of ?? "").toLowerCase();
      const signOffs = this.#byPasskey(position, record.body?.sign_offs ?? []);
      if (signOffs.length) this.#later.push({ position, of, signOffs });
    }
    return own.length ? this.#check(position, record, own) : null;
  }

  /** Check those that sign another record: `find(id)` gives the record, or null. */
  async finish(find) {
    for (const { position, of, signOffs } of this.#later) {
      const record = await find(of);
      if (record) await this.#check(position, record, signOffs);
      else this.#fail(position, "sign_off.no_record", of, signOffs.length);
    }
    this.#later = [];
  }

  #byPasskey(position, given) {
    const found = [];
    for (const one of Array.isArray(given) ? given : [given]) {
      if (typeof one?.method !== "string") this.#fail(position, "sign_off.malformed", "");
      else if (one.method === "passkey") found.push(one);
      else {
        const name = one.proof?.form === "showclear-failed/1" ? `${one.method}, failed` : one.method;
        this.notProvable[name] = (this.notProvable[name] ?? 0) + 1;
      }
    }
    return found;
  }

  async #check(position, record, signOffs) {
    for (const one of signOffs) {
      try {
        this.#keep(position, await checkSignOff(record, one));
        this.proven += 1;
      } catch (failure) {
        this.#fail(position, failure.kind ?? "sign_off.malformed", `${one.person}: ${failure.message}`);
      }
    }
  }

  #keep(position, { person, fingerprint, rp, credential }) {
    const known = this.#keys.get(fingerprint) ?? { person, fingerprint, rp, position, signOffs: 0 };
    const same = this.#credentials.get(credential) ?? fingerprint;
    if (known.person !== person || same !== fingerprint) throw Object.assign(new Error(known.person), { kind: "sign_off.wrong_key" });
    this.#credentials.set(credential, fingerprint);
    this.#keys.set(fingerprint, { ...known, signOffs: known.signOffs + 1 });
  }

  #fail(position, code, words, count = 1) {
    this.failed += count;
    this.broken(position, "bad_sign_off", `${code} ${words}`.trim());
  }
}
