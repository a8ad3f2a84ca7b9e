// Decides what happens on the page for signing: a record is written or opened, read, signed, sent, and signed by others.

import { all, ask, at, doing, forget, made, Refused, tell } from "../service.js";
import { say } from "../spoken.js";
import { facts, fields, filled, isSimple } from "./checklist.js";
import { awaited, part, words } from "./parties.js";
import { signed } from "./passkey.js";
import { prepare, send } from "./sending.js";

const SECTIONS = ["out", "writing", "reading", "waiting", "others"];
const HELD_MS = 10_000;
// Stop and injury go at once; nobody waits to be sure.
const AT_ONCE = new Set(["incident", "hold"]);
const language = document.documentElement.lang;

let me = null; // {production, person, roles}
let protocols = [];
let people = new Map();
let record = null;
let entered = false; // whether the record is in the ledger
let given = []; // its signatures
let leaving = null; // what leaves the phone when its ten seconds are over

const path = (rest) => `/productions/${me.production}${rest}`;
const protocolOf = (one) => protocols.find((known) => `${known.id}@${known.version}` === one.protocol);

function show(...sections) {
  for (const one of SECTIONS) at(one).hidden = !sections.includes(one);
}

function now() {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

async function begin() {
  const asked = new URLSearchParams(location.hash.slice(1));
  let account;
  try {
    account = await ask("GET", "/account");
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    forget();
    sessionStorage.setItem("after-sign-in", location.pathname + location.hash);
    show("out");
    return;
  }
  const wanted = asked.get("production") || account.production;
  const member = account.memberships.find((one) => one.production === wanted);
  if (!member) throw new Error(say("nobody", { production: wanted }));
  me = { production: wanted, person: member.person, roles: member.roles };
  await prepare();
  protocols = await all(path("/protocols"));
  people = new Map((await all(path("/people"))).map((one) => [one.id, one.roles.filter((r) => r.held).map((r) => r.role)]));
  at("who").textContent = me.person;
  at("where").textContent = me.production;
  at("drill").hidden = !me.production.startsWith("drill-");
  at("mine").href = `/api/v1${path("/my-record")}`;
  if (asked.get("record")) await open(asked.get("record"));
  else await write();
}

// --- writing ---

async function write() {
  record = null;
  const list = at("checklist");
  if (!list.options.length) {
    for (const protocol of protocols) {
      if (protocol.completes.length !== 1) continue;
      const schema = await ask("GET", `/schemas/${protocol.completes[0]}`);
      if (!isSimple(protocol, schema)) continue;
      const option = made("option", protocol.title[language] || protocol.title.en);
      option.value = protocol.id;
      list.append(option);
    }
    if (protocols.some((one) => one.id === "armorer-handover")) list.value = "armorer-handover";
  }
  await draw();
  show("writing");
}

async function draw() {
  const protocol = protocols.find((one) => one.id === at("checklist").value);
  const firearms = await all(path("/firearms"));
  const known = { people: [...people.keys()], language, said: { optional: say("optional"), yes: say("yes"), no: say("no") }, defaults: { from: me.person, declared_by: me.person } };
  const list = made("datalist", ...firearms.map((one) => Object.assign(made("option"), { value: one.id })));
  list.id = "firearms";
  at("form").replaceChildren(...fields(protocol, known), list, made("button", say("read_over")));
}

function written() {
  const protocol = protocols.find((one) => one.id === at("checklist").value);
  const { body, answers } = filled(protocol, at("form"));
  return {
    id: crypto.randomUUID(),
    kind: protocol.completes[0],
    production: me.production,
    occurred_at: now(),
    by: me.person,
    protocol: `${protocol.id}@${protocol.version}`,
    ...(Object.keys(answers).length ? { answers } : {}),
    body,
  };
}

// --- reading and signing ---

async function open(id) {
  const entry = await ask("GET", path(`/records/${encodeURIComponent(id)}`));
  const later = await all(path(`/records?record=${encodeURIComponent(id)}&kind=sign_off`));
  record = entry.record;
  entered = true;
  given = [...(record.sign_offs || []), ...later.flatMap((one) => one.record.body.sign_offs)];
  read();
}

function mine() {
  if (given.some((one) => one.person === me.person)) return null;
  const open = awaited(protocolOf(record), record, given);
  return part(open, me.roles, language);
}

function read() {
  const protocol = protocolOf(record);
  at("title").textContent = protocol ? protocol.title[language] || protocol.title.en : record.kind;
  const told = facts(record, protocol, language);
  at("facts").replaceChildren(...told.flatMap(([asked, answer]) => [made("dt", asked), made("dd", answer)]));
  at("state").textContent = say("by", { person: record.by, at: record.occurred_at }) + (entered ? "" : say("not_sent"));
  const own = mine();
  at("own").hidden = !own;
  at("statement").hidden = !own;
  at("statement").textContent = own ? own.statement : "";
  at("statement").lang = own ? own.language : "";
  at("decline").hidden = !entered;
  at("change").hidden = entered;
  if (entered) others();
  show("reading", ...(entered ? ["others"] : []));
  at("title").focus();
}

function signature(person, own, method, declined) {
  const { role, statement } = own;
  return { person, role, at: now(), method, statement, ...(declined ? { declined: true } : {}) };
}

async function byPasskey() {
  const own = mine();
  const wish = { person: me.person, role: own.role, at: now(), language: own.language };
  const asked = entered ? { ...wish, ids: [record.id] } : { ...wish, records: [record] };
  const found = await signed(me.production, asked);
  await put(found.get(record.id));
}

async function byPin(event) {
  const pin = at("pin").value;
  event.target.reset();
  await put(signature(me.person, mine(), "pin"), { [me.person]: pin });
}

// --- sending ---

async function put(sign_off, pins = {}, note = "") {
  if (entered) {
    const later = { of: record.id, sign_offs: [sign_off] };
    await leave({ ...envelope("sign_off"), ...(note ? { note } : {}), body: later }, pins);
    given.push(sign_off);
    read();
    return;
  }
  const whole = { ...record, sign_offs: [sign_off] };
  if (!AT_ONCE.has(record.kind) && !(await kept())) {
    read();
    tell(say("taken_back"));
    return;
  }
  const receipt = await leave(whole, pins);
  record = whole;
  entered = true;
  given = [sign_off];
  history.replaceState(null, "", `#${new URLSearchParams({ production: me.production, record: record.id })}`);
  told(receipt);
  read();
}

function envelope(kind) {
  return { id: crypto.randomUUID(), kind, production: me.production, occurred_at: now(), by: me.person };
}

// The PINs sign this record itself, or the one on the page.
async function leave(one, pins) {
  const receipt = await send(path("/records"), one, one.kind === "sign_off" ? record : one, pins, () => {
    tell(say("no_signal"));
  });
  tell("");
  return receipt;
}

// Ten seconds in which a wrong button is taken back; whoever leaves the page has it sent.
function kept() {
  const until = Date.now() + HELD_MS;
  show("waiting");
  return new Promise((settle) => {
    const end = (goes) => {
      clearInterval(ticking);
      leaving = null;
      settle(goes);
    };
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      at("seconds").textContent = String(Math.max(0, left));
      if (left <= 0) end(true);
    };
    const ticking = setInterval(tick, 250);
    leaving = end;
    tick();
  });
}

function told(receipt) {
  at("met").replaceChildren(...receipt.raised.map((one) => made("li", one.message)));
  at("unmet").hidden = !receipt.raised.length;
  at("receipt").href = URL.createObjectURL(new Blob([JSON.stringify(receipt)], { type: "application/json" }));
}

// --- the other party ---

function others() {
  const open = awaited(protocolOf(record), record, given);
  const named = (one) => `${one.person} (${one.role}), ${one.at}, ${one.declined ? say("declined") : one.method}`;
  at("signed").replaceChildren(...given.map((one) => made("li", named(one))));
  at("awaited").replaceChildren(...open.map((one) => made("li", one.person || one.role.join(", "))));
  at("awaited-title").hidden = at("passing").hidden = !open.length;
  at("receipt").hidden = !at("receipt").href;
  if (!open.length) return;
  at("other").value = open[0].person;
  const spoken = words(open[0], language);
  at("other-statement").textContent = spoken.statement;
  at("other-statement").lang = spoken.language;
  const asked = new URLSearchParams({ production: me.production, record: record.id });
  at("code").src = `/sign/code.svg?${asked}`;
  at("code").alt = say("code", { address: `${location.origin}/sign#${asked}` });
}

async function pass(event) {
  const person = at("other").value.trim();
  const pin = at("other-pin").value;
  at("other-pin").value = "";
  const own = part(awaited(protocolOf(record), record, given), people.get(person) || [], language);
  if (!own) throw new Error(say("no_role", { person: person || say("somebody") }));
  await put(signature(person, own, "pin", event.submitter?.value === "decline"), { [person]: pin });
}

async function decline() {
  const why = at("why").value.trim();
  at("why").value = "";
  await put(signature(me.person, mine(), "token", true), {}, why);
}

at("checklist").addEventListener("change", doing(draw));
at("form").addEventListener("submit", doing(async () => {
  record = written();
  entered = false;
  given = [];
  read();
}));
at("change").addEventListener("click", doing(async () => show("writing")));
at("with-passkey").addEventListener("click", doing(byPasskey));
at("with-pin").addEventListener("submit", doing(byPin));
at("decline").addEventListener("submit", doing(decline));
at("pass").addEventListener("submit", doing(pass));
at("take-back").addEventListener("click", () => leaving?.(false));
at("next").addEventListener("click", doing(async () => {
  history.replaceState(null, "", location.pathname);
  await write();
}));
window.addEventListener("pagehide", () => leaving?.(true));
window.addEventListener("hashchange", doing(begin));
await doing(begin)();
document.documentElement.dataset.ready = "true";
