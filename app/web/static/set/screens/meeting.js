// Decides how a safety meeting is logged: its checklist with a roll call of everybody, and a code by which people check in.

import { form } from "../form.js";
import { get, put } from "../database.js";
import { button, h } from "../dom.js";
import { by, written } from "../records.js";
import { sign } from "../signing.js";
import { words } from "../words.js";

export async function screen(app, asked) {
  const { day } = app;
  const checklist = day.checklists.find((one) => one.completes.includes("safety_meeting"));
  const context = { place: await get("kept", "place"), scene: asked.scene };
  const filled = await form(day, checklist, "safety_meeting", context);
  const sheet = h("div", {});
  const ready = button(words("form.ready"), async () => {
    const { body, answers, note } = filled.read();
    await put("kept", "place", body.place);
    const record = written(day, "safety_meeting", body, { ...by(checklist, answers), ...(note ? { note } : {}) });
    sheet.replaceChildren(sign(app, [{ record, checklist }], {
      others: [], then: async (ids) => {
        await filled.done();
        await app.kept(ids, words("meeting.kept", { count: body.attendees.length }));
      },
    }));
    sheet.querySelector("input, button")?.focus();
  }, { class: "big", id: "ready" });
  return [h("h1", {}, words("meeting.title")), here(day), filled.node, ready, sheet];
}

// Who was at which meeting of the day: catching up one latecomer is a meeting of its own, with one name.
function here(day) {
  const meetings = day.meetings || [];
  if (!meetings.length) return h("p", {}, words("meeting.none_yet"));
  const reached = new Set(meetings.flatMap((one) => one.attendees));
  const missing = (day.next ? day.opened?.scenes?.find((one) => one.scene === day.next.scene)?.performers || [] : []).filter((one) => !reached.has(one));
  return h("p", {}, words("meeting.so_far", { count: reached.size }), missing.length ? ` ${words("meeting.missing", { names: missing.map((one) => day.called(one)).join(", ") })}` : "");
}
