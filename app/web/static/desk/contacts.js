// Decides what the buttons on the page of one's own addresses do: add, confirm by the code that came, ask again, remove, subscribe.

import { ask, at, tell } from "../service.js";
import { signInFirst } from "./sending.js";

const told = at("contacts");
const { production, key, sent, confirmed } = told.dataset;
const path = (rest) => `/productions/${production}/contacts${rest}`;

async function trying(deed) {
  tell("");
  try {
    await ask("GET", "/account");
    await deed();
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
  }
}

async function asked(rest, body, words) {
  await ask("POST", path(rest), body);
  if (words) sessionStorage.setItem("told", words);
  location.reload();
}

at("add").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => asked("", Object.fromEntries(new FormData(at("add"))), sent));
});
for (const form of document.querySelectorAll("[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trying(() => asked(`/${form.dataset.confirm}/confirm`, { code: form.querySelector("input").value.trim() }, confirmed));
  });
}
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => trying(() => asked(`/${button.dataset.again}/code`, undefined, sent)));
}
for (const button of document.querySelectorAll("[data-remove]")) {
  button.addEventListener("click", () => trying(() => asked(`/${button.dataset.remove}/remove`)));
}

// This browser itself: what is sent is sealed for it, and shown by the service worker.
at("subscribe")?.addEventListener("click", () => trying(async () => {
  const worker = await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  await asked("", { channel: "push", address: endpoint, keys }, sent);
}));

tell(sessionStorage.getItem("told") || "");
sessionStorage.removeItem("told");
document.documentElement.dataset.ready = "true";
