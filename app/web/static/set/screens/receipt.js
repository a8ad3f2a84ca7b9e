// Decides what a performer, or anybody asked to sign, sees of a record: that it was shown, by whom, when; and signs in two taps.

import { ask } from "../../service.js";
import { facts } from "../../sign/checklist.js";
import { h } from "../dom.js";
import { get } from "../database.js";
import { keep, sentToday } from "../outbox.js";
import { written } from "../records.js";
import { part } from "../signatures.js";
import { later } from "../signing.js";
import { language, spoken, term, words } from "../words.js";
import { clockTime } from "./today.js";

export async function screen(app, { record: id }) {
  const { day } = app;
  const record = id && (await found(app, id));
  if (!record) return [h("h1", {}, words("receipt.title")), h("p", {}, words("receipt.not_here"))];
  const checklist = day.checklists.find((one) => `${one.id}@${one.version}` === record.protocol);
  const mine = (record.sign_offs || []).some((one) => one.person === day.me);
  const asked = (day.awaited || []).some((one) => one.record === record.id.toLowerCase());
  const own = !mine && (asked || !day.awaited?.length) ? part(checklist, day.rolesOf(day.me)) : null;
  const looked = day.firearm(record.body.firearm)?.inspection;
  return [
    h("h1", {}, checklist ? spoken(checklist.title) : term("kind", record.kind)),
    record.kind === "handover" ? h("p", {}, words("receipt.shown", { who: day.called(record.body.declared_by || record.body.from), when: clockTime(record.occurred_at, day.timezone) })) : null,
    looked ? h("p", {}, words("clearance.looked", { who: day.called(looked.by), when: clockTime(looked.at, day.timezone) })) : null,
    own ? later(app, record, own, {
      then: async (sign_off, pins, note) => {
        await keep([{ record: written(day, "sign_off", { of: record.id, sign_offs: [sign_off] }, note ? { note } : {}), pins }]);
        await app.go("today", words("receipt.signed"));
      },
    }) : h("p", {}, words("receipt.nothing_to_sign")),
    h("dl", {}, facts(record, checklist, language).flatMap(([what, answer]) => [h("dt", {}, what), h("dd", {}, answer)])),
  ];
}

async function found(app, id) {
  const waiting = await get("outbox", id);
  if (waiting) return waiting.record;
  const told = await ask("GET", `/productions/${app.production}/records/${encodeURIComponent(id)}`).catch(() => null);
  return told?.record ?? sentToday(id);
}
