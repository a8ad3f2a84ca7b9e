// Decides what the sign-in page asks of the service and of the authenticator; it keeps nothing but the page's token.

import { ask, at, doing, forget, Refused, tell } from "./service.js";
import { say } from "./spoken.js";

const sections = ["joining", "coming", "in"];

function show(section) {
  for (const one of sections) at(one).hidden = one !== section;
}

function invitation() {
  return new URLSearchParams(location.hash.slice(1)).get("invite");
}

async function register(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}

async function assert(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}

function device(one, what) {
  const item = document.createElement("li");
  item.append(`${what}: ${one.label || one.method || say("no_label")} ${one.this_one ? say("this_one") : ""}`);
  const revoke = document.createElement("button");
  revoke.type = "button";
  revoke.textContent = say("revoke");
  revoke.addEventListener("click", doing(async () => {
    await ask("POST", `/account/devices/${one.id}/revoke`);
    await begin();
  }));
  item.append(revoke);
  return item;
}

async function showIn(codes) {
  const account = await ask("GET", "/account");
  const devices = await ask("GET", "/account/devices");
  at("who").textContent = account.person;
  at("where").textContent = account.production;
  at("devices").replaceChildren(
    ...devices.sessions.map((one) => device(one, say("browser"))),
    ...devices.passkeys.map((one) => device(one, say("passkey"))),
    ...devices.identities.map((one) => device({ ...one, label: one.issuer }, say("studio"))),
  );
  at("codes").hidden = !codes;
  at("code-list").replaceChildren(...(codes || []).map((code) => {
    const item = document.createElement("li");
    item.textContent = code;
    return item;
  }));
  show("in");
  goOn(codes);
}

// An address of a page of this service, written as a browser writes it: nothing in it leads elsewhere.
function ours(path) {
  if (!/^\/(p|sign|app)([/?#]|$)/.test(path || "")) return false;
  const url = new URL(path, location.origin);
  return url.origin === location.origin && url.pathname + url.search + url.hash === path;
}

// Back to the page that asked to sign in, unless there are codes to write down first.
function goOn(codes) {
  const asked = sessionStorage.getItem("after-sign-in");
  const where = ours(asked) ? asked : "/app";
  at("on").hidden = false;
  at("on").firstElementChild.href = where;
  sessionStorage.removeItem("after-sign-in");
  if (asked === where && !codes) location.assign(where);
}

async function joined(told) {
  history.replaceState(null, "", location.pathname);
  await showIn(told.recovery_codes);
}

// Leaves for the studio's sign-in; it comes back to this page under another address.
async function leave(path, body) {
  const { address } = await ask("POST", path, body);
  location.assign(address);
}

// What the studio's sign-in came back with is taken to where it is checked, and out of the address.
async function comeBack() {
  const said = new URLSearchParams(location.search);
  history.replaceState(null, "", "/sign-in");
  const answer = { state: said.get("state") || "" };
  for (const name of ["code", "error", "iss"]) if (said.get(name)) answer[name] = said.get(name);
  await ask("GET", "/account").catch(() => {});
  try {
    const told = await ask("POST", "/sessions/studio/finish", answer);
    await showIn(told.recovery_codes);
  } catch (refused) {
    await begin();
    throw refused;
  }
}

// Who was sent here goes back there, also after leaving for a passkey or a studio's sign-in.
function keepAfter() {
  const after = new URLSearchParams(location.hash.slice(1)).get("after");
  if (!after) return;
  if (ours(after)) sessionStorage.setItem("after-sign-in", after);
  history.replaceState(null, "", location.pathname);
}

async function begin() {
  keepAfter();
  if (location.pathname === "/sign-in/studio") return comeBack();
  const invite = invitation();
  if (invite) {
    const told = await ask("POST", "/invites/look", { invite });
    at("invite-production").textContent = told.production;
    at("invite-person").textContent = told.person;
    show("joining");
    return;
  }
  try {
    await showIn();
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    forget();
    show("coming");
  }
}

at("join-passkey").addEventListener("click", doing(async () => {
  const invite = invitation();
  const credential = await register(await ask("POST", "/invites/passkey/begin", { invite }));
  await joined(await ask("POST", "/invites/passkey/finish", { invite, credential }));
}));
at("join-password").addEventListener("submit", doing(async () => {
  await joined(await ask("POST", "/invites/accept", { invite: invitation(), password: at("new-password").value }));
}));
at("with-passkey").addEventListener("click", doing(async () => {
  const credential = await assert(await ask("POST", "/sessions/passkey/begin"));
  await ask("POST", "/sessions/passkey/finish", { credential });
  await showIn();
}));
at("with-studio")?.addEventListener("click", doing(() => leave("/sessions/studio/begin")));
at("join-studio")?.addEventListener("click", doing(() => leave("/invites/studio/begin", { invite: invitation() })));
at("link-studio")?.addEventListener("click", doing(() => leave("/account/studio/begin")));
at("with-secret").addEventListener("submit", doing(async (event) => {
  const who = { production: at("production").value.trim(), person: at("person").value.trim() };
  const secret = at("secret").value;
  if (event.submitter.value === "recovery") await ask("POST", "/sessions/recovery", { ...who, code: secret });
  else await ask("POST", "/sessions/password", { ...who, password: secret });
  at("secret").value = "";
  await showIn();
}));
at("add-passkey").addEventListener("click", doing(async () => {
  const credential = await register(await ask("POST", "/account/passkeys/begin"));
  await ask("POST", "/account/passkeys/finish", { credential });
  await showIn();
  tell(say("passkey_registered"));
}));
at("set-pin").addEventListener("submit", doing(async () => {
  await ask("POST", "/account/pin", { pin: at("pin").value });
  at("pin").value = "";
  tell(say("pin_set"));
}));
at("sign-out").addEventListener("click", doing(async () => {
  await ask("POST", "/sessions/end");
  forget();
  await begin();
}));
window.addEventListener("hashchange", doing(begin));
await doing(begin)();
document.documentElement.dataset.ready = "true";
