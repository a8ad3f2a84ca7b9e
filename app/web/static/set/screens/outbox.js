// Decides what somebody sees of what waits on this phone: how many, why, and the ways out if the signal never comes back.

import { button, h } from "../dom.js";
import { exported, imported } from "../carry.js";
import { again, drop, hurry, waiting } from "../outbox.js";
import { standing, sync } from "../sync.js";
import { problem as said, term, words } from "../words.js";

export const withoutDay = true;

export async function screen(app) {
  const queue = await waiting();
  const timezone = app.day?.timezone;
  const input = h("input", { type: "file", id: "bring-in", accept: "application/json,.json", onchange: async () => {
    try {
      const count = await imported(await input.files[0].text(), app.production);
      app.tell(words("outbox.brought_in", { count }));
    } catch (failure) {
      document.dispatchEvent(new CustomEvent("failed", { detail: failure }));
    }
  } });
  return [
    h("h1", {}, words("outbox.title", { count: queue.length })),
    h("p", {}, words(`outbox.${standing.way}`)),
    standing.way === "signed_out" ? h("a", { class: "button", href: `/sign-in#after=${encodeURIComponent(location.pathname)}`, data: { away: "" } }, words("way.sign_in")) : null,
    button(words("outbox.send"), async () => {
      await hurry();
      await sync();
    }, { id: "send-now" }),
    h("ul", { class: "plain" }, queue.map((one) => entry(one, timezone))),
    asFile(app.production),
    h("label", { for: "bring-in" }, words("outbox.import")), input,
    await space(),
  ];
}

// Made when it is asked for: its photos may be large.
function asFile(production) {
  const link = h("a", { class: "button plain", href: "#", download: "showclear-outbox.json", data: { away: "" }, onclick: async (event) => {
    if (link.protocol === "blob:") return;
    event.preventDefault();
    link.href = URL.createObjectURL(await exported(production));
    link.click();
  } }, words("outbox.export"));
  return link;
}

function entry(one, timezone) {
  const { record, state, problem } = one;
  const when = new Date(record.occurred_at).toLocaleTimeString(document.documentElement.lang, { timeZone: timezone });
  const refused = state === "refused";
  return h("li", { class: refused ? "card due" : "card", data: { record: record.id, state } },
    h("strong", {}, term("kind", record.kind)), ` · ${when}`, h("br"),
    refused ? h("span", {}, words("outbox.refused", { why: said(problem) }), exactly(problem)) : h("span", { class: "quiet" }, words("outbox.waits")),
    refused ? h("div", { class: "row" }, button(words("outbox.again"), () => again(record.id), { class: "plain" }), button(words("outbox.drop"), () => drop(record.id), { class: "plain" })) : null);
}

// The service's own sentence, which names the field or the person; it speaks English.
function exactly(problem) {
  if (!problem?.detail || said(problem) === problem.detail) return null;
  return h("span", { class: "quiet", lang: "en" }, h("br"), problem.detail);
}

async function space() {
  const found = await navigator.storage?.estimate?.();
  if (!found?.quota) return null;
  const share = Math.round((100 * found.usage) / found.quota);
  return h("p", { class: "quiet" }, words("outbox.space", { share }));
}
