// Decides whether an entry leads to the root it is said to lead to (RFC 6962, 2.1.3), by this browser's own arithmetic.

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (two) => Number.parseInt(two, 16));
const hexOf = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

async function hashed(prefix, ...parts) {
  const all = [prefix, ...parts.flatMap((one) => [...one])];
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(all)));
}

/** The root that this leaf and these hashes lead to in a tree of that size; null where they cannot belong together. */
export async function rootOf(entry, position, size, hashes) {
  let root = await hashed(0, new TextEncoder().encode(entry));
  let [node, last] = [position, size - 1];
  for (const other of hashes) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      root = await hashed(1, other, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else root = await hashed(1, root, other);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hexOf(root) : null;
}

document.getElementById("prove")?.addEventListener("click", async ({ currentTarget }) => {
  const { position, size, root, hashes, holds, broken } = currentTarget.dataset;
  const entry = document.getElementById("bytes").textContent;
  const found = await rootOf(entry, Number(position), Number(size), hashes.split(" ").filter(Boolean).map(bytesOf));
  document.getElementById("proven").textContent = found === root ? holds : broken;
});
document.documentElement.dataset.ready = "true";
