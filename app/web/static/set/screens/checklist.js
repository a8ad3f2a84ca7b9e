// Decides how one checklist is filled in and becomes a record, whatever its kind; a handover says first what is missing.

import { get, noted } from "../database.js";
import { button, h } from "../dom.js";
import { form, Unanswered } from "../form.js";
import { by, written } from "../records.js";
import { part } from "../signatures.js";
import { sign } from "../signing.js";
import { spoken, term, words } from "../words.js";
import { clearance } from "./clearance.js";
import { tagAsked } from "./firearm.js";

const PER_FIREARM = new Set(["handover", "round_inspection"]);

export async function screen(app, asked) {
  const { day } = app;
  const { kind } = asked;
  const checklist = asked.checklist ? day.checklist(asked.checklist) : day.checklists.find((one) => one.completes.includes(kind));
  if (!checklist || !(kind in day.kinds)) return [h("h1", {}, words("today.checklists")), h("p", {}, words("form.no_checklist"))];
  const title = h("h1", {}, heading(day, kind, checklist, asked));
  if (PER_FIREARM.has(kind) && !day.firearm(asked.firearm)) return [title, choose(app, kind, checklist)];
  const place = await get("kept", "place");
  const context = { firearm: asked.firearm, purpose: asked.purpose, to: asked.to, scene: asked.scene, place, witnesses: checklist.sign_offs.flatMap((one) => one.role) };
  const left = kind === "round_inspection" || (kind === "handover" && asked.firearm) ? { firearm: asked.firearm } : {};
  if (kind === "round_count" && asked.container) left.container = asked.container;
  if (kind === "release") Object.assign(left, { subject: asked.subject?.replace(/^day:.*/, "day"), incident: asked.incident });
  const filled = await form(day, checklist, kind, context, left);
  const says = kind === "handover" && asked.purpose !== "return" ? await clearance(app, asked.firearm, filled.node) : null;
  const tag = PER_FIREARM.has(kind) ? await tagAsked(app, day.firearm(asked.firearm)) : null;
  const sheet = h("div", {});
  const ready = button(words("form.ready"), async () => {
    if (tag && !tag.fits()) throw new Unanswered(tag.node, tag.why());
    const { body, answers, photos, note } = filled.read();
    if (body.place) await noted("kept", "place", body.place);
    const more = { ...by(checklist, answers), ...(note ? { note } : {}), ...(photos.length ? { attachments: photos } : {}) };
    const record = written(day, kind, body, more);
    const others = [...(body.witnesses || []), body.to, body.consulted].filter((one) => one && one !== day.me);
    sheet.replaceChildren(sign(app, [{ record, checklist, photos }], { others, then: async (ids) => {
      await filled.done();
      await app.kept(ids, words("kept.what", { what: term("kind", kind) }));
    } }));
    ready.hidden = true;
    sheet.scrollIntoView({ block: "start" });
    sheet.querySelector("input, button")?.focus();
  }, { class: "big", id: "ready" });
  filled.node.addEventListener("change", () => {
    sheet.replaceChildren();
    ready.hidden = false;
  });
  return [title, tag?.node, says, filled.node, canSign(app, checklist), ready, sheet];
}

function heading(day, kind, checklist, { firearm, container, purpose }) {
  const what = purpose === "return" ? words("do.take_back") : term("kind", kind);
  return firearm || container ? `${what}: ${firearm || container}` : `${what}: ${spoken(checklist.title)}`;
}

function canSign(app, checklist) {
  const own = part(checklist, app.day.rolesOf(app.day.me));
  return own || !checklist.sign_offs.some((one) => one.required) ? null : h("p", { class: "quiet" }, words("sign.not_yours"));
}

function choose(app, kind, checklist) {
  const list = app.day.firearms.filter((one) => !one.departed);
  return h("div", {}, h("p", {}, words("form.which_firearm")), list.map((one) => h("a", {
    class: "button plain", href: app.at(`checklist?kind=${kind}&checklist=${checklist.id}&firearm=${encodeURIComponent(one.firearm)}`),
  }, one.firearm)));
}
