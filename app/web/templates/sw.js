// Decides what works without a signal: everything a screen on set is made of is on the phone before it is needed.

const VERSION = "showclear-{{ version }}";
// Each file by its address, with the SHA-256 of what it has to be.
const FILES = new Map({{ files | tojson }});
const SHELL = "/p/-/today";
const SCREENS = new Set({{ screens | tojson }});
const SLOW_MS = 3_000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(VERSION);
    await Promise.all([...FILES.keys(), SHELL].map(async (path) => {
      const answer = await fetch(path, { cache: "no-cache", redirect: "error" });
      if (!answer.ok || !(await ours(path, answer.clone()))) throw new Error(path);
      await cache.put(path, answer);
    }));
    if (!self.registration.active) await self.skipWaiting();
  })());
});

// A network that answers for the service, or a service that is half renewed, installs nothing here.
async function ours(path, answer) {
  if (path === SHELL) return (await answer.text()).includes('id="screen"');
  const digest = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("") === FILES.get(path);
}

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((one) => one !== VERSION && one.startsWith("showclear-")).map((one) => caches.delete(one)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

// Sealed for this browser on its way; it says what kind of thing it is, and where to look.
self.addEventListener("push", (event) => {
  const { title, text, link, id } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body: text, tag: id, data: { link }, requireInteraction: true }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const [, first, , screen = "today"] = url.pathname.split("/");
  if (request.mode === "navigate" && first === "p" && SCREENS.has(screen)) event.respondWith(kept(SHELL, request));
  else if (FILES.has(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (url.pathname.includes("/attachments/") && !url.search) event.respondWith(seen(request));
  else if (request.mode === "navigate") event.respondWith(soon(request));
});

async function kept(path, request) {
  const cache = await caches.open(VERSION);
  return (await cache.match(path)) || fetch(request);
}

// A photo never changes: its address is its digest. One that was seen here is seen again without a signal.
async function seen(request) {
  const cache = await caches.open("photos");
  const known = await cache.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  // A page of the network is no photo.
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("image/")) await cache.put(request.url, answer.clone());
  return answer;
}

// A page that is drawn by the service: without an answer the way back to the screens that work.
async function soon(request) {
  try {
    return await fetch(request);
  } catch {
    return kept(SHELL, request);
  }
}
