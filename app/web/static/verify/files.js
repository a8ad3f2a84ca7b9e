// Decides whether a file that was kept holds: an export, what a person took away, a receipt; from the file and given keys alone.

import { canonical } from "../sign/canonical.js";
import { Broken, fromBase64, hexOf, sameBytes, textOf, utf8 } from "./bytes.js";
import { canonicalOf, Entries, entryOf } from "./entries.js";
import { eachLine } from "./lines.js";
import { checkCosigned, checkSigned, parseCheckpoint, parseVkey } from "./note.js";
import { Signatures } from "./signatures.js";
import { leafHash, rootOfPath, rootOver } from "./tree.js";

const MOST_BREAKS = 100;
const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const EXPORT = "entries,format,origin,production,version,vkey";
const OWN = "checkpoint,entries,format,left_out,person,production,version,vkey";
const LAST = utf8.encode('{"checkpoint":');

/** What checking found. `given`: {key, witnesses: [..]} as parsed; `progress(part)`: a number from 0 to 1.
 *  {ok, kind, production, entries, root, breaks: [{position, kind, words}], signatures, cosigned: [{name, at}], given} */
export async function check(blob, given, progress = () => {}) {
  const found = { breaks: [], cosigned: [], entries: 0, root: "", production: null, given: Boolean(given.key) };
  const broken = (position, kind, words) => {
    if (found.breaks.length < MOST_BREAKS) found.breaks.push({ position, kind, words });
  };
  found.signatures = new Signatures(broken);
  try {
    const first = new Uint8Array(await blob.slice(0, 100_000).arrayBuffer());
    const end = first.indexOf(0x0a);
    const line = end < 0 ? first : first.subarray(0, end);
    if (textOf(line) === FIRST_LINE) await checkReceipt(blob, given, found, broken);
    else await checkLines(blob, canonicalOf(line), given, { found, broken, progress });
  } catch (failure) {
    broken(null, failure.kind ?? "not_an_export", failure.message);
  }
  found.ok = found.breaks.length === 0;
  return found;
}

async function checkLines(blob, header, given, context) {
  const keys = header && typeof header === "object" ? Object.keys(header).sort().join() : "";
  const known = (format, fields) => header?.format === format && header.version === 1 && keys === fields;
  if (known("showclear-ledger", EXPORT)) await checkExport(blob, header, given, context);
  else if (known("showclear-own-record", OWN)) await checkOwn(blob, header, given, context);
  else throw new Broken("not_an_export", "");
}

async function keyOf(told, origin, given, broken) {
  if (given.key && told !== given.key.vkey) broken(null, "wrong_key", told);
  const key = given.key ?? (await parseVkey(told));
  if (key.name !== origin) broken(null, "header_mismatch", key.name);
  return key;
}

async function checkNote(note, key, origin, given, { found, broken }, kind) {
  const checkpoint = parseCheckpoint(note, kind);
  if (checkpoint.origin !== origin) broken(null, "wrong_ledger", checkpoint.origin);
  for (const [one, act] of [[key, checkSigned], ...given.witnesses.map((witness) => [witness, checkCosigned])]) {
    try {
      const at = await act(checkpoint, one);
      if (at) found.cosigned.push({ name: one.name, at });
    } catch (failure) {
      broken(null, failure.kind ?? "bad_signature", failure.message);
    }
  }
  return checkpoint;
}

async function checkExport(blob, header, given, context) {
  const { found, broken, progress } = context;
  const origin = `showclear/${header.production}`;
  if (header.origin !== origin) broken(null, "header_mismatch", header.origin);
  const key = await keyOf(header.vkey, header.origin, given, broken);
  const entries = new Entries(header.production, broken, found.signatures);
  let [number, last] = [0, null];
  const ended = await eachLine(
    blob,
    (line, at) => {
      number += 1;
      if (number === 1) return null;
      if (last !== null) return broken(null, "trailing", "");
      if (sameBytes(line.subarray(0, LAST.length), LAST)) return (last = line.slice()) && null;
      return entries.take(line, at);
    },
    (bytes) => progress(bytes / blob.size),
  );
  if (!ended || last === null) broken(null, "truncated", "");
  await found.signatures.finish((id) => recordIn(blob, entries.placeOf(id)));
  const root = await rootOver(entries.leaves);
  Object.assign(found, { production: header.production, entries: entries.count, root: hexOf(root), vkey: key.vkey });
  if (header.entries !== entries.count) broken(null, "header_mismatch", String(header.entries));
  if (ended && last !== null) await checkLast(canonicalOf(last), entries, root, { key, origin: header.origin, given, context });
}

async function recordIn(blob, place) {
  if (!place) return null;
  return canonicalOf(new Uint8Array(await blob.slice(...place).arrayBuffer()))?.record ?? null;
}

async function checkLast(last, entries, root, { key, origin, given, context }) {
  const listed = fromBase64(last?.leaf_hashes);
  const { found, broken } = context;
  if (!listed || listed.length % 32 || Object.keys(last).length !== 2) throw new Broken("bad_last_line", "");
  const checkpoint = await checkNote(last.checkpoint, key, origin, given, context, "bad_last_line");
  found.checkpoint = last.checkpoint;
  if (checkpoint.size !== entries.count) broken(null, "size_mismatch", String(checkpoint.size));
  else if (!sameBytes(checkpoint.root, root)) await nameAltered(listed, entries, checkpoint, context);
  else if (!sameBytes(listed, entries.leaves)) broken(null, "bad_last_line", "");
}

async function nameAltered(listed, entries, checkpoint, { found, broken }) {
  const named = listed.length === entries.leaves.length && sameBytes(await rootOver(listed), checkpoint.root);
  if (!named) return broken(null, "root_mismatch", "");
  const told = new Set(found.breaks.filter((one) => one.kind !== "bad_sign_off").map((one) => one.position));
  for (let at = 0; at < entries.count; at += 1) {
    const place = [at * 32, at * 32 + 32];
    const same = sameBytes(listed.subarray(...place), entries.leaves.subarray(...place));
    if (!same && !told.has(at)) broken(at, "altered", "");
  }
  return null;
}

async function checkOwn(blob, header, given, context) {
  const { found, broken } = context;
  const origin = `showclear/${header.production}`;
  const key = await keyOf(header.vkey, origin, given, broken);
  const checkpoint = await checkNote(header.checkpoint, key, origin, given, context, "header_mismatch");
  const records = new Map();
  let number = 0;
  const ended = await eachLine(blob, async (line) => {
    number += 1;
    if (number === 1) return;
    const value = canonicalOf(line);
    const entry = value && Array.isArray(value.hashes) ? entryOf(value.entry) : null;
    if (!entry || Object.keys(value).length !== 2) return void broken(null, "not_an_entry", `${number}`);
    records.set(String(entry.record.id).toLowerCase(), entry.record);
    const signed = found.signatures.take(entry.position, entry.record);
    const path = value.hashes.map((one) => Uint8Array.from(String(one).match(/../g) ?? [], (byte) => parseInt(byte, 16)));
    await checkPlace(utf8.encode(canonical(entry)), entry.position, path, checkpoint, broken);
    await signed;
  });
  if (!ended) broken(null, "truncated", "");
  await found.signatures.finish((id) => records.get(id) ?? null);
  if (header.entries !== records.size) broken(null, "header_mismatch", String(header.entries));
  Object.assign(found, { production: header.production, entries: records.size, root: hexOf(checkpoint.root), vkey: key.vkey });
}

async function checkPlace(bytes, index, path, checkpoint, broken) {
  const root = await rootOfPath(await leafHash(bytes), index, checkpoint.size, path);
  if (!root || !sameBytes(root, checkpoint.root)) broken(index, "not_proven", "");
}

async function checkReceipt(blob, given, found, broken) {
  const told = textOf(new Uint8Array(await blob.arrayBuffer())) ?? "";
  const { index, path, note, extra } = parsedReceipt(told);
  const origin = note.split("\n")[0];
  const key = await keyOf(extra.vkey ?? "", origin, given, broken);
  const checkpoint = await checkNote(note, key, origin, given, { found, broken }, "not_a_receipt");
  const beside = given.entry ?? extra.entry;
  Object.assign(found, { production: origin.replace("showclear/", ""), root: hexOf(checkpoint.root), vkey: key.vkey });
  if (beside === undefined) throw new Broken("not_proven", "entry");
  const bytes = utf8.encode(beside.replace(/\n$/, ""));
  await checkPlace(bytes, index, path, checkpoint, broken);
  const entry = entryOf(canonicalOf(bytes) ?? null);
  if (!entry) throw new Broken("not_an_entry", "");
  if (entry.position !== index) broken(index, "position", String(entry.position));
  found.entries = 1;
  found.entry = entry;
  await found.signatures.take(index, entry.record);
  const signed = extra.signs === undefined ? null : canonicalOf(utf8.encode(extra.signs))?.record;
  await found.signatures.finish((id) => (String(signed?.id).toLowerCase() === id ? signed : null));
}

function parsedReceipt(told) {
  const cut = told.indexOf("\n\n");
  const [, ...lines] = told.slice(0, cut).split("\n");
  const carried = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : utf8.encode("{}");
  const extra = carried && canonicalOf(carried);
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "");
  const path = lines.map(fromBase64);
  const texts = Object.entries(extra ?? { bad: 0 }).every(([key, value]) => ["entry", "signs", "vkey"].includes(key) && typeof value === "string");
  if (cut < 0 || !index || !texts || !path.every((one) => one?.length === 32)) throw new Broken("not_a_receipt", "");
  return { index: Number(index[1]), path, note: told.slice(cut + 2), extra };
}
