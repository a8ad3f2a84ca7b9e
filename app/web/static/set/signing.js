// Decides how somebody signs on this screen: the words are shown, then PIN or passkey; the next signer takes the same phone or
// their own. A record is kept on the phone as soon as its first party signed.

import { now } from "./clock.js";
import { alter } from "./database.js";
import { button, fresh, h } from "./dom.js";
import { held, HELD_MS, keep, mayBeSent } from "./outbox.js";
import { written } from "./records.js";
import { byPasskey, byPin, fullNeeded, part } from "./signatures.js";
import { oneOf } from "./widgets.js";
import { words } from "./words.js";

const FOR_OTHERS_MS = 120_000;

/**
 * Ask for signatures under records and keep them. `items`: {record, checklist, photos}[]. `then` is called with the ids as soon as
 * they are kept. `others`: persons who are asked next, by preference; `spoken`: further sign-offs that come with the first.
 */
export function sign(app, items, { others = [], spoken = [], then }) {
  const { day } = app;
  const pairs = items.map((one) => [one, part(one.checklist, day.rolesOf(day.me))]);
  const own = pairs.filter(([, asked]) => asked);
  const node = h("section", { class: "card", "aria-label": words("sign.title") });
  const keepAll = async (found) => {
    const waiting = items.map((one) => {
      const signed = found.get(one.record.id);
      const sign_offs = [...(signed ? [signed.sign_off] : []), ...spoken.filter((said) => said.of === one.record.id).map(({ of: _, ...said }) => said)];
      const record = sign_offs.length ? { ...one.record, sign_offs } : one.record;
      return { record, pins: signed?.pins || {}, photos: one.photos || [] };
    });
    await keep(waiting, day.me);
    const rest = awaited(day, items, found, others);
    const ids = items.map((one) => one.record.id);
    if (rest.length) {
      await held(ids, FOR_OTHERS_MS);
      node.replaceChildren(...passOver(app, items, rest, () => then(ids)));
      node.querySelector("h2").focus();
    } else {
      then(ids);
    }
  };
  node.append(...ownPart(app, own, keepAll));
  return node;
}

function ownPart(app, own, keepAll) {
  const { day } = app;
  if (!own.length) return [button(words("sign.record"), () => keepAll(new Map()), { class: "big" })];
  const statements = [...new Set(own.map(([, asked]) => asked.statement))];
  const records = own.map(([one, asked]) => [one.record, asked]);
  const digests = (record) => day.checklists.find((one) => `${one.id}@${one.version}` === record.protocol)?.digest;
  const hint = h("p", { class: "quiet" });
  fullNeeded(day, day.me).then((needed) => { if (needed) hint.textContent = words("sign.full_needed"); });
  return [
    h("h2", { tabindex: "-1" }, words("sign.title")),
    statements.map((one) => h("blockquote", {}, one)),
    hint,
    ...pinEntry(words("sign.my_pin", { name: day.called(day.me) }), async (pin) => keepAll(await byPin(day, day.me, records, pin))),
    Object.keys(day.signing.keys).length
      ? button(words("sign.my_passkey"), async () => keepAll(await byPasskey(day, records, digests)), { class: "plain" })
      : null,
  ].flat().filter(Boolean);
}

// Six digits sign by themselves: no further tap.
function pinEntry(label, deed) {
  const id = fresh("pin");
  const input = h("input", { id, class: "pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, pattern: "[0-9]{6}" });
  input.addEventListener("input", async () => {
    if (!/^\d{6}$/.test(input.value) || input.disabled) return;
    const pin = input.value;
    input.value = "";
    input.disabled = true;
    try {
      await deed(pin);
    } catch (failure) {
      document.dispatchEvent(new CustomEvent("failed", { detail: failure }));
    } finally {
      input.disabled = false;
    }
  });
  const form = h("form", { autocomplete: "off" }, h("label", { for: id }, label), input);
  form.addEventListener("submit", (event) => event.preventDefault());
  return [form];
}

/** One's own signature under a record that is somewhere else already: PIN, passkey, or no without a reason. */
export function later(app, record, own, { then }) {
  const { day } = app;
  const pairs = [[record, own]];
  const digests = () => day.checklists.find((one) => `${one.id}@${one.version}` === record.protocol)?.digest;
  const give = async (found) => then(found.get(record.id).sign_off, found.get(record.id).pins);
  const decline = () => then({ person: day.me, role: own.role, at: now(), method: "token", statement: own.statement, declined: true }, {});
  return h("section", { class: "card" }, h("blockquote", { lang: own.language }, own.statement),
    ...pinEntry(words("sign.my_pin", { name: day.called(day.me) }), async (pin) => give(await byPin(day, day.me, pairs, pin))),
    Object.keys(day.signing.keys).length ? button(words("sign.my_passkey"), async () => give(await byPasskey(day, pairs, digests))) : null,
    button(words("sign.declines"), decline, { class: "plain" }));
}

// Who is asked next: every other signature of the checklists, once for all records that ask for the same.
function awaited(day, items, found, others) {
  const asked = new Map();
  for (const { record, checklist } of items) {
    const used = found.get(record.id)?.sign_off.role;
    for (const one of checklist?.sign_offs || []) {
      if (used && one.role.includes(used) && !asked.has(one) && one === checklist.sign_offs.find((x) => x.role.includes(used))) continue;
      const named = one.role.includes("performer") ? record.body.to ?? record.body.person : undefined;
      if (named && !day.rolesOf(named).includes("performer")) continue;
      const entry = asked.get(one) || { asked: one, records: [], named: named ?? others.find((id) => day.rolesOf(id).some((role) => one.role.includes(role))) };
      entry.records.push({ record, checklist });
      asked.set(one, entry);
    }
  }
  // A release needs its two signatures, whichever of the two was given first.
  const wanted = (one) => one.asked.required || one.named || one.records[0].record.kind === "release";
  return [...asked.values()].filter(wanted).sort((a, b) => Number(b.asked.required) - Number(a.asked.required));
}

// The phone goes round: each signs, declines without a reason, or signs later on a phone of their own.
function passOver(app, items, rest, done) {
  const { day } = app;
  const [next, ...later] = rest;
  const { records, asked, named } = next;
  const people = day.people.filter((one) => one.id !== day.me && one.roles.some((role) => asked.role.includes(role)));
  const who = oneOf(people.map((one) => [one.id, day.called(one.id)]), named);
  const go = async () => {
    if (later.length) app.screen.querySelector("[data-passing]").replaceChildren(...passOver(app, items, later, done));
    else {
      await held(items.map((one) => one.record.id), HELD_MS);
      done();
    }
  };
  const role = (person) => asked.role.find((one) => day.rolesOf(person).includes(one));
  const own = (person) => part({ sign_offs: [asked] }, day.rolesOf(person));
  const add = async (person, declined, pin) => {
    const pairs = records.map(({ record }) => [record, own(person)]);
    const found = pin ? await byPin(day, person, pairs, pin) : new Map(pairs.map(([record, said]) => [record.id, {
      sign_off: { person, role: role(person), at: now(), method: "token", statement: said.statement, declined }, pins: {},
    }]));
    for (const { record } of records) await added(app, record, found.get(record.id));
    await go();
  };
  const required = () => {
    const person = who.read();
    if (!person) throw new Error(words("sign.who_first"));
    return person;
  };
  const spoken = own(named || people[0]?.id)?.statement;
  return [h("div", { data: { passing: "" } },
    h("h2", { tabindex: "-1" }, named ? words("sign.pass_to", { name: day.called(named) }) : words("sign.pass")),
    h("fieldset", {}, h("legend", {}, words("sign.who")), who.node),
    h("blockquote", {}, spoken),
    ...pinEntry(words("sign.their_pin"), (pin) => add(required(), undefined, pin)),
    h("div", { class: "row" },
      asked.required ? null : button(words("sign.declines"), () => add(required(), true), { class: "plain" }),
      button(words("sign.later"), go, { class: "plain" })))];
}

/** A further signature: in the record while it is still here (its digest leaves signatures out), else as a record of its own. */
export async function added(app, record, { sign_off, pins }) {
  let inside = false;
  await alter("outbox", record.id, (one) => {
    if (!one || mayBeSent(one)) return one;
    inside = true;
    return { ...one, record: { ...one.record, sign_offs: [...(one.record.sign_offs || []), sign_off] }, pins: { ...one.pins, ...pins } };
  });
  if (inside) return;
  await keep([{ record: written(app.day, "sign_off", { of: record.id, sign_offs: [sign_off] }), pins }]);
}
