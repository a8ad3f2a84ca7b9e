// Decides how a large file is read line by line without holding it: each piece is let go of once its lines were taken.

import { joined } from "./bytes.js";

const END = 0x0a;

/** Calls `take(line, at)` for every line without its end, `at` its first byte in the file; awaits what each piece asks.
 *  Returns whether the last line had its end. `paused(bytes)` is told how far it is, between two pieces. */
export async function eachLine(blob, take, paused = () => {}) {
  const reader = blob.stream().getReader();
  let [rest, restAt, at] = [new Uint8Array(), 0, 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = rest.length ? joined(rest, value) : value;
    const pieceAt = rest.length ? restAt : at;
    const asked = [];
    let from = 0;
    for (let end = piece.indexOf(END); end >= 0; end = piece.indexOf(END, from)) {
      asked.push(take(piece.subarray(from, end), pieceAt + from));
      from = end + 1;
    }
    await Promise.all(asked);
    at += value.length;
    [rest, restAt] = [piece.slice(from), pieceAt + from];
    await paused(at);
  }
  if (!rest.length) return true;
  await take(rest, restAt);
  return false;
}
