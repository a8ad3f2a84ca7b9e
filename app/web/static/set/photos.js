// Decides how a photo is made small, loses what it says of places, and reaches the service piece by piece.

import { own } from "../service.js";
import { get, keys, put, remove } from "./database.js";

const LONGEST_PX = 1600;
const QUALITY = 0.8;
const PIECE = 256 * 1024;

const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");

/**
 * Keep a photo on this phone, drawn anew (which leaves its location behind). Gives {digest, url}. Throws the key of what to
 * say when this browser cannot draw it: HEIC, as many phones take photos, is drawn by few.
 */
export async function kept(file, production) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) throw new Error((await isHeic(file)) ? "photo.heic" : "photo.unreadable");
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  const digest = hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  await put("photos", digest, { blob, production }).catch(() => {
    throw new Error("photo.full");
  });
  return { digest, url: URL.createObjectURL(blob) };
}

// By what stands in it (the brands of ISO/IEC 23008-12): a file's name and type say little.
async function isHeic(file) {
  const begins = new TextDecoder("latin1").decode(await file.slice(4, 12).arrayBuffer());
  return /^ftyp(hei|hev|mif1|msf1)/.test(begins);
}

/** Everything that waits goes, piece by piece, from where an earlier try left off. Records never wait for it. */
export async function uploadAll(production) {
  for (const digest of await keys("photos")) await uploaded(production, digest);
}

async function uploaded(production, digest) {
  const waiting = await get("photos", digest);
  if (!waiting?.blob || waiting.production !== production) return;
  const { blob } = waiting;
  const path = `/api/v1/productions/${production}/attachments/${digest}`;
  const asked = await fetch(path, { method: "HEAD", redirect: "manual" });
  let offset = asked.ok ? reached(asked) : 0;
  while (offset < blob.size) {
    const answer = await fetch(path, {
      method: "PATCH",
      redirect: "manual",
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
    const further = reached(answer);
    if (further <= offset) return;
    offset = further;
  }
  await remove("photos", digest);
}

const asked = new Set();

/** What tells look-alikes apart is on the phone before the signal goes: the service worker keeps each photo it sees. */
export function twinsAtHand(production, firearms) {
  if (!navigator.serviceWorker?.controller) return;
  const named = new Set(firearms.flatMap((one) => (one.intake?.twins?.length ? [one.firearm, ...one.intake.twins] : [])));
  for (const digest of firearms.filter((one) => named.has(one.firearm)).flatMap((one) => one.photos || [])) {
    if (!asked.has(digest)) fetch(`/api/v1/productions/${production}/attachments/${digest}`).catch(() => asked.delete(digest));
    asked.add(digest);
  }
}

// How far the service has it. A page of the network that answers says nothing of that, and is no reason to let go of a photo.
function reached(answer) {
  const told = answer.headers.get("Upload-Offset");
  if (told === null) throw new SyntaxError("no Upload-Offset");
  return Number(told);
}
