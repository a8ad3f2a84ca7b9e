// Decides how a photo is made small, loses what it says of places, and reaches the service piece by piece.

import { own } from "../service.js";
import { get, keys, put, remove } from "./database.js";

const LONGEST_PX = 1600;
const QUALITY = 0.8;
const PIECE = 256 * 1024;

const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");

/** Keep a photo on this phone, drawn anew (which leaves its location behind). Gives {digest, url}. */
export async function kept(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  const digest = hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  await put("photos", digest, blob);
  return { digest, url: URL.createObjectURL(blob) };
}

/** Everything that waits goes, piece by piece, from where an earlier try left off. Records never wait for it. */
export async function uploadAll(production) {
  for (const digest of await keys("photos")) await uploaded(production, digest);
}

async function uploaded(production, digest) {
  const blob = await get("photos", digest);
  const path = `/api/v1/productions/${production}/attachments/${digest}`;
  const asked = await fetch(path, { method: "HEAD" });
  let offset = asked.ok ? Number(asked.headers.get("Upload-Offset")) : 0;
  while (offset < blob.size) {
    const answer = await fetch(path, {
      method: "PATCH",
      headers: {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(offset),
        "Upload-Length": String(blob.size),
        ...own(),
      },
      body: blob.slice(offset, offset + PIECE),
    });
    // Another page or phone brings it too, or something is wrong with it: it stays, and is asked about again next time.
    if (!answer.ok) return;
    offset = Number(answer.headers.get("Upload-Offset"));
  }
  await remove("photos", digest);
}
