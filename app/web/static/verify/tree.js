// Decides roots and paths of the tree over a ledger (RFC 6962, 2.1; RFC 9162, 2.1.3.2); it hashes hashes only.

import { hashOf } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const AT_ONCE = 4096;

export const leafHash = (entry) => hashOf(LEAF, entry);
const nodeHash = (left, right) => hashOf(NODE, left, right);

/** The root over leaf hashes that stand one after the other in one array of bytes. */
export async function rootOver(leaves) {
  if (leaves.length === 0) return hashOf();
  let level = leaves;
  while (level.length > 32) {
    const pairs = Math.floor(level.length / 64);
    const odd = level.length % 64 ? level.subarray(pairs * 64) : new Uint8Array();
    const grown = new Uint8Array(pairs * 32 + odd.length);
    for (let from = 0; from < pairs; from += AT_ONCE) {
      const some = [];
      for (let at = from; at < Math.min(pairs, from + AT_ONCE); at += 1) {
        some.push(hashOf(NODE, level.subarray(at * 64, at * 64 + 64)));
      }
      (await Promise.all(some)).forEach((hash, at) => grown.set(hash, (from + at) * 32));
    }
    grown.set(odd, pairs * 32);
    level = grown;
  }
  return level;
}

/** The root that a path leads to from a leaf hash; null where it cannot be one. Places beyond 2^53 do not occur. */
export async function rootOfPath(leaf, index, size, path) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return null;
  let [node, last, grown] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (node % 2 || node === last) {
      grown = await nodeHash(sibling, grown);
      while (node % 2 === 0 && node) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      grown = await nodeHash(grown, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? grown : null;
}
