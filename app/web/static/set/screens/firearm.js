// Decides what the page of one firearm shows, the one its tag opens: holds first, then who has it, its steps, rounds and twins.

import { ask } from "../../service.js";
import { get, noted } from "../database.js";
import { h } from "../dom.js";
import { holdWords } from "../holds.js";
import { standing } from "../sync.js";
import { line } from "../widgets.js";
import { term, words } from "../words.js";
import { actions, clockTime, where } from "./today.js";

/** The id that a tag says, whether a scanner typed its address or somebody its id. */
export const tagOf = (text) => decodeURIComponent((text || "").split("/").at(-1).split("?")[0]);

const MOST = 30;
const MOVES = new Set(["handover", "round_inspection", "loading", "unloading", "firing", "storage", "issue_list", "incident", "departure", "firearm_intake"]);

export async function screen(app, { id }) {
  const { day } = app;
  const one = day.firearm(id);
  if (!one) return [h("h1", {}, id), h("p", {}, words("firearm.unknown"))];
  const held = day.holdsOn(id);
  return [
    h("h1", {}, id),
    held.length ? h("div", { class: "banner held" }, held.map((hold) => h("p", {}, holdWords(hold)))) : h("p", {}, h("span", { class: "mark" }, words("banner.no_hold"))),
    h("dl", { class: "two" },
      fact("firearm.class", term("class", one.class)),
      fact("firearm.holder", where(day, one)),
      fact("firearm.calibre", one.intake?.calibre),
      fact("firearm.chambers", one.intake?.chambers),
      fact("firearm.rounds", one.load.length ? one.load.map((load) => words("firearm.load", { count: load.count, type: term("term", load.type), container: load.container || "" })).join(", ") : words("firearm.no_rounds")),
      fact("firearm.marks", one.intake?.marks || one.intake?.serial)),
    h("ol", { class: "steps" }, day.steps(one).map((step) => h("li", {}, h("span", { class: "sign", "aria-hidden": "true" }, step.done ? "✓" : "–"),
      h("span", {}, words(step.done ? "step.done" : "step.open", { step: words(`step.${step.step}`), who: day.called(step.who), when: step.at ? clockTime(step.at, day.timezone) : "" }))))),
    photos(app, one),
    actions(app, one),
    twins(app, one),
    await moves(app, id),
    await brought(app, id),
  ];
}

const fact = (key, value) => (value === undefined || value === null || value === "" ? [] : [h("dt", {}, words(key)), h("dd", {}, String(value))]);

// A look-alike is never told by the name alone: both are shown, side by side, with what tells them apart.
function twins(app, one) {
  const others = app.day.twinsOf(one);
  if (!others.length) return null;
  const card = (firearm) => h("div", { class: "card" }, h("h3", {}, firearm.firearm), photos(app, firearm), h("p", {}, term("class", firearm.class)),
    h("p", { class: "quiet" }, firearm.intake?.marks || ""), h("p", {}, where(app.day, firearm)));
  return h("section", {}, h("h2", {}, words("firearm.twins")), h("p", {}, words("firearm.twins_scan")), h("div", { class: "row" }, [one, ...others].map(card)));
}

function photos(app, one) {
  return h("div", { class: "row" }, (one.photos || []).map((digest, n) => h("img", {
    class: "photo", src: `/api/v1/productions/${app.production}/attachments/${digest}`, alt: words("firearm.photo", { firearm: one.firearm, number: n + 1 }), loading: "lazy",
  })));
}

const SCANNED_FOR_MS = 3 * 60_000;

/** The phone's camera opened the page of this one. */
export const scanned = (firearm) => noted("kept", "scanned", { firearm, at: Date.now() });

/** Before a look-alike is handed over or inspected: both side by side, and the tag of the one in the hand. */
export async function tagAsked(app, one) {
  const shown = twins(app, one);
  if (!shown) return null;
  const last = await get("kept", "scanned");
  const just = last && Math.abs(Date.now() - last.at) < SCANNED_FOR_MS ? last.firearm : "";
  const tag = line(just, words("rack.scan"));
  shown.append(h("fieldset", { data: { item: "tag" } }, h("legend", {}, words("rack.scan")), tag.node));
  const read = () => tagOf(tag.read());
  const why = () => [read() ? words("firearm.tag_other", { tag: read() }) : "", words("firearm.twins_scan")].join(" ").trim();
  return { node: shown, fits: () => read() === one.firearm, why };
}

// Who had it when: from the service while it answers, and what waits on this phone on top.
async function moves(app, id) {
  const { day } = app;
  const here = day.here.map((one) => one.record).filter((one) => MOVES.has(one.kind) && JSON.stringify(one.body).includes(`"${id}"`));
  let told = [];
  if (standing.way === "ok") {
    const found = await ask("GET", `/productions/${app.production}/records?firearm=${encodeURIComponent(id)}&limit=500`).catch(() => ({ items: [] }));
    told = found.items.map((one) => one.record).filter((one) => MOVES.has(one.kind));
  }
  const all = [...told.filter((one) => !here.some((other) => other.id === one.id)), ...here].slice(-MOST).reverse();
  if (!all.length) return null;
  return h("section", {}, h("h2", {}, words("firearm.line")), h("ol", { class: "steps" }, all.map((record) => h("li", {},
    h("span", { class: "exact" }, clockTime(record.occurred_at, day.timezone)),
    h("span", {}, words("firearm.line_entry", { what: term("kind", record.kind), who: day.called(record.by), to: record.body.to ? `→ ${day.called(record.body.to)}` : "" }))))));
}

// What another production signed of it: shown as theirs, and nothing here rests on it.
async function brought(app, id) {
  if (standing.way !== "ok") return null;
  const thing = encodeURIComponent(`firearm:${id}`);
  const told = await ask("GET", `/productions/${app.production}/histories/${thing}`).catch(() => null);
  if (!told) return null;
  return h("section", {}, told.brought.length ? h("h2", {}, words("firearm.brought")) : null,
    told.brought.map((one) => h("p", { class: "card" }, words("firearm.brought_by", { who: one.signed_by, on: one.made_on,
      totals: Object.entries(one.totals).map(([name, count]) => `${words(`firearm.total.${name}`)} ${count}`).join(", ") }))),
    h("p", {}, h("a", { class: "button plain", href: `/p/${app.production}/histories/${thing}` }, words("firearm.history"))));
}
