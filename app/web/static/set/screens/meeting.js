// Decides how a safety meeting is logged: its checklist with a roll call of everybody, and a code by which people check in.

import { form } from "../form.js";
import { ask } from "../../service.js";
import { get, noted, remove } from "../database.js";
import { button, h } from "../dom.js";
import { by, written } from "../records.js";
import { sign } from "../signing.js";
import { words } from "../words.js";

export async function screen(app, asked) {
  const { day } = app;
  const checklist = day.checklists.find((one) => one.completes.includes("safety_meeting"));
  const context = { place: await get("kept", "place"), scene: asked.scene };
  const filled = await form(day, checklist, "safety_meeting", { ...context, catch: asked.catch });
  // Who came late is told by whoever holds the phone: the two of them were there.
  for (const person of asked.catch ? [day.me, asked.catch] : []) {
    const box = filled.node.querySelector(`[data-item="roll-call"] input[value="${CSS.escape(person)}"]`);
    if (box) box.checked = true;
  }
  const meeting = await pending(app);
  const sheet = h("div", {});
  const ready = button(words("form.ready"), async () => {
    const { body, answers, note } = filled.read();
    await noted("kept", "place", body.place);
    const record = { ...written(day, "safety_meeting", body, { ...by(checklist, answers), ...(note ? { note } : {}) }), id: meeting };
    sheet.replaceChildren(sign(app, [{ record, checklist }], {
      others: [], then: async (ids) => {
        await filled.done();
        await remove("drafts", `${app.production}/meeting`);
        await app.kept(ids, words("meeting.kept", { count: body.attendees.length }));
      },
    }));
    sheet.querySelector("input, button")?.focus();
  }, { class: "big", id: "ready" });
  return [h("h1", {}, words("meeting.title")), here(app), checkingIn(app, meeting, filled.node), filled.node, ready, sheet];
}

// The id that this meeting will have: people may check in to it before it is recorded.
async function pending(app) {
  const key = `${app.production}/meeting`;
  const id = (await get("drafts", key)) || crypto.randomUUID();
  await noted("drafts", key, id);
  return id;
}

// The code on this phone; whoever checked in by it is ticked in the roll call as soon as it is heard.
function checkingIn(app, meeting, form) {
  const node = h("details", {}, h("summary", {}, words("meeting.code")), h("p", { class: "quiet" }, words("meeting.code_how")));
  const heard = async () => {
    if (!node.isConnected) return document.removeEventListener("day", heard);
    const query = `record=${meeting}&kind=statement&limit=500`;
    const found = await ask("GET", `/productions/${app.production}/records?${query}`).catch(() => ({ items: [] }));
    for (const { record } of found.items) {
      const box = form.querySelector(`[data-item="roll-call"] input[value="${CSS.escape(record.by)}"]`);
      if (box && !box.checked) box.click();
    }
  };
  document.addEventListener("day", heard);
  node.addEventListener("toggle", () => {
    if (node.open && !node.querySelector("img")) node.append(h("img", { src: `/p/${app.production}/check-in.svg?meeting=${meeting}`, alt: words("meeting.code"), width: 260, height: 260 }));
    heard();
  });
  return node;
}

// Who was at which meeting of the day: catching up one latecomer is a meeting of its own, with one name.
function here(app) {
  const { day } = app;
  const meetings = day.meetings || [];
  if (!meetings.length) return h("p", {}, words("meeting.none_yet"));
  const reached = new Set(meetings.flatMap((one) => one.attendees));
  const missing = (day.next ? day.opened?.scenes?.find((one) => one.scene === day.next.scene)?.performers || [] : []).filter((one) => !reached.has(one));
  return h("div", {}, h("p", {}, words("meeting.so_far", { count: reached.size }), missing.length ? ` ${words("meeting.missing", { names: missing.map((one) => day.called(one)).join(", ") })}` : ""),
    h("div", { class: "row" }, missing.map((one) => h("a", { class: "button plain", href: app.at(`meeting?catch=${encodeURIComponent(one)}`) }, words("meeting.catch_up", { name: day.called(one) })))));
}
