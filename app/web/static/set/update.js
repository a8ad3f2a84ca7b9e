// Decides when a new version of the app takes over on this phone: when somebody says so, and nothing is being filled in.
// What waits in the outbox stays as it was written; either version delivers it.

import { button, h } from "./dom.js";
import { words } from "./words.js";

const LOOK_EVERY_MS = 15 * 60_000;
const TOLD = "showclear-renewed";

// The only address that a script of ours may load by name.
const only = { createScriptURL: (url) => { if (url === "/sw.js") return url; throw new TypeError(url); } };
const worker = window.trustedTypes ? trustedTypes.createPolicy("showclear-worker", only).createScriptURL("/sw.js") : "/sw.js";

let next = null;
let taken = false;
let looked = 0;
let filling = () => false;

/** Put the app on the phone and look for newer ones. `isFilling` says whether somebody fills something in just now. */
export async function install(isFilling) {
  filling = isFilling;
  // The first worker of a phone takes over at once: nothing newer came.
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    taken = Boolean(before);
    offered();
  });
  const registration = await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  navigator.serviceWorker.ready.then(() => { document.documentElement.dataset.installed = "true"; });
  const arrived = (one) => {
    next = one;
    offered();
  };
  if (registration.waiting && before) arrived(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing.addEventListener("statechange", () => {
      if (installing.state === "installed" && navigator.serviceWorker.controller) arrived(installing);
    });
  });
  const look = () => {
    looked = Date.now();
    registration.update().catch(() => {});
  };
  looked = Date.now();
  window.addEventListener("online", look);
  document.addEventListener("sync", () => { if (Date.now() - looked > LOOK_EVERY_MS) look(); });
}

/** Say that a newer version is here; on a screen that is being filled in it waits. Called with every new screen too. */
export function offered() {
  document.getElementById("new-version")?.remove();
  if (taken && !filling()) renew();
  else if (taken || next) document.getElementById("told").before(notice());
}

function notice() {
  if (filling()) return h("p", { id: "new-version", class: "quiet", role: "status" }, words("version.waits"));
  return button(words("version.new"), () => next.postMessage("take over"), { id: "new-version" });
}

function renew() {
  sessionStorage.setItem(TOLD, "yes");
  location.reload();
}

/** Once after the change: what to tell. */
export function renewed() {
  const was = sessionStorage.getItem(TOLD);
  sessionStorage.removeItem(TOLD);
  return was ? words("version.changed") : "";
}
