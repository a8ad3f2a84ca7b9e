// Decides what stands on the first screen: what is due, the next set-up, the day's firearms, and what to sign or begin.

import { ask } from "../../service.js";
import { alter, get } from "../database.js";
import { HANDLERS } from "../day.js";
import { button, h } from "../dom.js";
import { holdWords } from "../holds.js";
import { standing } from "../sync.js";
import { knows, language, spoken, term, words } from "../words.js";

const FRESH_MS = 60_000;

export async function screen(app, { container } = {}) {
  const { day } = app;
  return [
    h("h1", {}, words("today.title", { date: day.date || words("today.no_day") })),
    silence(day),
    tagged(day, container),
    await told(app),
    holds(app),
    due(day),
    climbing(app),
    toSign(app),
    nextSetUp(app),
    h("h2", {}, words("today.firearms")),
    ...firearms(app),
    h("h2", {}, words("today.checklists")),
    checklists(app),
  ];
}

// Without a signal others' holds do not reach this phone: it says so before anything else.
function silence(day) {
  const silent = day.silent(standing.device);
  // Just opened, with a day that was fetched just now: it is not called silence before anybody was asked.
  const heard = standing.way === "ok" || (standing.way === "asking" && Date.now() - day.fetched < FRESH_MS);
  if (heard && !silent.length) return null;
  return h("div", { class: "card due", role: "note" },
    heard ? null : h("p", {}, words("today.ask_by_radio")),
    silent.length ? h("p", {}, words("today.silent", { phones: silent.map((one) => day.called(one.person)).join(", ") })) : null);
}

// The box whose tag was scanned.
function tagged(day, id) {
  const one = id && day.ammunition.find((box) => box.container === id);
  if (!one) return null;
  const held = day.holds.filter((hold) => hold.subject === `lot:${id}`);
  return h("section", { class: held.length ? "card due" : "card" }, h("h2", {}, id),
    ...held.map((hold) => h("p", {}, h("strong", {}, words("banner.hold")), ` ${holdWords(hold)}`)),
    h("p", {}, words("firearm.where", { class: term("term", one.type ?? "unknown"), holder: where(day, one) })));
}

// What the service told this person and that was not looked at yet: it stands here with or without an address.
async function told(app) {
  const found = ((await get("kept", `messages/${app.production}`)) || []).filter((one) => one.state !== "opened").slice(0, 5);
  if (!found.length) return null;
  return h("section", { "aria-label": words("today.messages") }, h("h2", {}, words("today.messages")), found.map((one) => h("div", { class: one.urgency === "news" ? "card" : "card due", data: { message: one.id } },
    h("p", {}, one.text), h("div", { class: "row" },
      answeredAt(app, one) ? h("a", { class: "button plain", href: answeredAt(app, one) }, words("today.look")) : null,
      button(words("today.seen"), () => opened(app, one), { class: "plain" })))));
}

// Where it is answered, if that is somewhere else than here; going there tells the service that it was opened.
function answeredAt(app, { id, path }) {
  const [place, fragment] = path.split("#");
  return place.startsWith(app.at("")) && place !== app.at("today") ? `${place}?m=${id}${fragment ? `#${fragment}` : ""}` : null;
}

async function opened(app, one) {
  await ask("POST", `/productions/${app.production}/messages/${one.id}/seen`, { state: "opened" });
  await alter("kept", `messages/${app.production}`, (list) => list.filter((other) => other.id !== one.id));
  document.dispatchEvent(new CustomEvent("day"));
}

// What each hold still waits for, and the way there. Whoever asks for a stop is asked nothing.
function holds(app) {
  const { day } = app;
  if (!day.holds.length) return null;
  return h("section", { "aria-label": words("today.holds") }, h("h2", {}, words("today.holds")), day.holds.map((one) => {
    const query = new URLSearchParams({ kind: "release", subject: one.subject, ...(one.incident ? { incident: one.incident } : {}) });
    const firearm = one.subject.startsWith("firearm:") ? encodeURIComponent(one.subject.slice(8)) : "";
    return h("article", { class: "card", data: { hold: one.subject } },
      h("h3", {}, holdWords(one)), needs(day, one),
      h("div", { class: "row" },
        one.until === "cured" && firearm ? h("a", { class: "button plain", href: app.at(`checklist?kind=unloading&firearm=${firearm}`) }, words("do.unload")) : null,
        one.until === "released" ? h("a", { class: "button plain", href: app.at("meeting") }, words("do.meet")) : null,
        one.until === "released" || one.until === "pause" ? h("a", { class: "button plain", href: app.at(`checklist?${query}`) }, words("do.release")) : null));
  }));
}

// Exactly what is missing, in its order, and who can give it; recorded here, it is not known yet.
function needs(day, one) {
  if (!one.steps) return h("p", {}, words(`hold.needs.${one.until}`));
  const names = (step) => (step.persons.length && step.persons.length <= 4 ? step.persons.map((id) => day.called(id)).join(", ") : roles(step.roles));
  return h("ol", {}, one.steps.map((step) => h("li", {}, h("strong", {}, `${names(step)}: `), term("needed", step.what))));
}

function due(day) {
  // What is due by wrap has no time of its own.
  const open = (day.due || []).filter((one) => !one.due_at || Date.parse(one.due_at) - Date.now() < 12 * 3600_000).slice(0, 6);
  if (!open.length) return null;
  return h("section", { "aria-label": words("today.due") }, h("h2", {}, words("today.due")),
    h("ul", { class: "plain" }, open.map((one) => h("li", { class: "card due" }, about(day, one), words(one.ladder?.length ? "today.due_line" : "today.due_open", {
      what: term("hazard", one.hazard), until: one.due_at ? words("today.until", { at: clockTime(one.due_at, day.timezone) }) : words("today.by_wrap"), who: roles(one.ladder?.[0]?.tell || []),
    })))));
}

// Which firearm or whom it is about, where it is one.
function about(day, { subject }) {
  const [kind, id] = [subject?.split(":")[0], subject?.split(":")[1]];
  return kind === "firearm" || kind === "person" || kind === "lot" ? h("strong", {}, `${day.called(id)}: `) : null;
}

// Who was told of what nobody has put to rest, each in one line; the rest stands on a page of its own.
function climbing(app) {
  const { day } = app;
  if (!day.climbing?.length) return null;
  const name = (one) => (one === "nobody" ? words("climb.nobody") : one.startsWith("outside:") ? term("outside", one.slice(8)) : day.called(one));
  return h("section", { "aria-label": words("today.climbing") }, h("h2", {}, words("today.climbing")), h("ul", { class: "plain" }, day.climbing.map((one) => h("li", { class: "card" },
    h("a", { href: `${app.at("escalations")}#climb-${one.id}`, data: { away: "" } }, words("today.climb_line", {
      what: term("hazard", one.hazard), told: one.told.map(name).join(", ") || words("climb.nobody_yet"),
      who: roles(one.next_tells), until: clockTime(one.next_at, day.timezone),
    }))))));
}

function toSign(app) {
  const { day } = app;
  const mine = day.rolesOf(day.me);
  const open = (day.awaited || []).filter((one) => (one.persons.length ? one.persons.includes(day.me) : one.required && one.roles.some((role) => mine.includes(role))));
  if (!open.length) return null;
  return h("section", {}, h("h2", {}, words("today.to_sign")), open.map((one) => h("a", { class: "button", href: app.at(`receipt?record=${one.record}`) },
    words("today.sign_line", { what: term("kind", one.kind), when: clockTime(one.occurred_at, day.timezone) }))));
}

function nextSetUp(app) {
  const { day } = app;
  const { next } = day;
  if (!next) return null;
  const lacking = next.items.filter((one) => one.lacks.length);
  const parts = [
    lacks(next.lacks),
    ...lacking.map((one) => h("div", {}, h("h3", {}, day.called(one.item.split(":")[1])), lacks(one.lacks))),
    next.lapsing?.length ? h("h3", {}, words("next.lapsing")) : null,
    ...(next.lapsing || []).map((one) => h("div", {}, one.item ? h("p", {}, h("strong", {}, day.called(one.item.split(":")[1]))) : null, lacks(one.lacks))),
  ].filter(Boolean);
  // Who runs the set has it all before them; who has a firearm in the other hand gets the line, and their firearms below.
  const whole = parts.length < 3 || day.rolesOf(day.me).includes("first_ad");
  return h("section", { class: "card", id: "next" },
    h("h2", {}, words("next.title", { scene: next.scene })),
    next.here ? h("p", {}, words("next.not_asked")) : h("p", { id: "radio" }, h("strong", {}, radio(day, next))),
    whole ? parts : h("details", { id: "lacking" }, h("summary", {}, words("next.all")), parts));
}

// One line for the radio.
function radio(day, next) {
  const needs = [
    ...next.lacks.map((one) => term("lack", one.hazard)),
    ...next.items.flatMap(({ item, lacks: found }) => found.slice(0, 1).map((one) => words("next.needs", { who: day.called(item.split(":")[1]), what: term("lack", one.hazard) }))),
  ];
  const values = { scene: next.scene, ready: next.ready, of: next.of, needs: [...new Set(needs)].slice(0, 3).join("; ") };
  return words(needs.length ? "next.radio" : "next.radio_ready", values);
}

// Who can cure it comes first, once, however many it is missing for. A protocol's rules speak English: in another language
// our own word for it stands before theirs.
export function lacks(found) {
  if (!found.length) return null;
  const alike = new Map();
  for (const one of found) {
    const key = `${one.who}/${one.cure || one.message}`;
    alike.set(key, [...(alike.get(key) || []), one]);
  }
  return h("ul", {}, [...alike.values()].map((same) => lack(same[0], same.map((one) => one.message))));
}

function lack(one, messages) {
  const own = language === "en" || !knows(`lack.${one.hazard}`) ? [] : [words("next.lacking", { what: term("lack", one.hazard) }), h("br")];
  return h("li", {}, h("strong", {}, `${roles(one.who)}: `), own, h("span", { lang: "en" }, one.cure || one.message),
    messages.filter((text) => text !== one.cure).map((text) => h("span", { class: "quiet", lang: "en" }, h("br"), text)));
}

/** Roles in words; the three who handle firearms are one word. */
export function roles(list) {
  const handlers = HANDLERS.every((one) => list.includes(one));
  const others = handlers ? list.filter((one) => !HANDLERS.includes(one)) : list;
  return [...(handlers ? [words("today.handlers")] : []), ...others.map((one) => term("role", one))].join(", ");
}

export function clockTime(moment, timezone) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: timezone });
}

// Those in play come first: what can fire, is out, is held or is in the next scene. A rack stands behind one line.
function firearms(app) {
  const { day } = app;
  const scene = day.opened?.scenes?.find((one) => one.scene === day.next?.scene)?.firearms || [];
  const inPlay = (one) => day.canFire(one) || one.out.length || scene.includes(one.firearm) || day.holds.some((hold) => hold.subject === `firearm:${one.firearm}`);
  const here = day.firearms.filter((one) => !one.departed);
  const rest = here.filter((one) => !inPlay(one));
  return [
    ...here.filter(inPlay).map((one) => firearm(app, one)),
    rest.length ? h("details", { id: "in-store" }, h("summary", {}, words("today.rack", { count: rest.length })), rest.map((one) => firearm(app, one))) : null,
  ];
}

function firearm(app, one) {
  const { day } = app;
  const steps = day.steps(one);
  const done = steps.filter((step) => step.done).length;
  const held = day.holdsOn(one.firearm);
  return h("article", { class: "card", data: { firearm: one.firearm } },
    h("h3", {}, h("a", { href: app.at(`firearms/${encodeURIComponent(one.firearm)}`) }, one.firearm), " ",
      h("span", { class: "mark" }, held.length ? words("firearm.held") : words("firearm.steps", { done, of: steps.length }))),
    h("p", {}, words("firearm.where", { class: term("class", one.class), holder: where(day, one) })),
    h("p", { class: "quiet" }, steps.map((step) => `${step.done ? "✓" : "–"} ${words(`step.${step.step}`)}`).join("  ")),
    actions(app, one));
}

export function where(day, one) {
  if (one.departed) return words("firearm.departed");
  return one.locked ? words("firearm.locked") : one.holder ? day.called(one.holder) : words("firearm.nobody");
}

/** What a handler does with it next, in the order it is done. */
export function actions(app, one) {
  const { day } = app;
  if (!day.isHandler()) return null;
  const id = encodeURIComponent(one.firearm);
  const out = one.out.length > 0;
  const go = (label, rest) => h("a", { class: "button plain", href: app.at(rest) }, label);
  return h("div", { class: "row" },
    out ? go(words("do.take_back"), `checklist?kind=handover&firearm=${id}&purpose=return`) : go(words("do.hand_over"), `checklist?kind=handover&firearm=${id}`),
    day.canFire(one) && out ? go(words("do.reset"), `reset?firearm=${id}`) : go(words("do.inspect"), `checklist?kind=round_inspection&firearm=${id}`));
}

function checklists(app) {
  const { day } = app;
  const link = ([kind, one]) => h("li", {}, h("a", { class: "button plain", href: kind === "safety_meeting" ? app.at("meeting") : app.at(`checklist?kind=${kind}&checklist=${one.id}`) },
    words("today.checklist", { kind: term("kind", kind), title: spoken(one.title) })));
  const all = day.checklists.flatMap((one) => one.completes.map((kind) => [kind, one])).filter(([kind]) => kind !== "issue_list");
  const first = all.filter(([kind]) => FIRST.includes(kind)).sort(([a], [b]) => FIRST.indexOf(a) - FIRST.indexOf(b));
  const rest = all.filter(([kind]) => !FIRST.includes(kind));
  return h("div", {},
    h("ul", { class: "plain" }, first.map(link), h("li", {}, h("a", { class: "button plain", href: app.at("rack") }, words("rack.title"))),
      h("li", {}, h("a", { class: "button plain", href: app.at("count") }, words("count.title")))),
    h("details", { id: "more" }, h("summary", {}, words("today.more")), h("ul", { class: "plain" }, rest.map(link))));
}

// In the order of a day.
const FIRST = ["day_opened", "ammunition_sweep", "safety_meeting", "aim_plan", "storage", "loading", "round_inspection", "day_wrapped"];
