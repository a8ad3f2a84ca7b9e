// Decides the card between takes: take back, fired, unload, load, show, hand back to the same performer, in one pass.

import { chambers } from "../cylinder.js";
import { get, noted } from "../database.js";
import { button, h } from "../dom.js";
import { itemsOf, Unanswered } from "../form.js";
import { by, written } from "../records.js";
import { sign } from "../signing.js";
import { count, oneOf, someOf } from "../widgets.js";
import { spoken, term, words } from "../words.js";
import { tagAsked } from "./firearm.js";

const fired = (day) => day.checklists.find((one) => one.completes.includes("firing"));

export async function screen(app, { firearm: id }) {
  const { day } = app;
  const one = day.firearm(id);
  const performer = one && !day.isHandler(one.holder) ? one.holder : null;
  if (!one || !performer) return [h("h1", {}, words("do.reset")), h("p", {}, words("reset.not_out"))];
  const lists = { firing: fired(day), round_inspection: day.checklists.find((list) => list.completes.includes("round_inspection")), handover: day.checklists.find((list) => list.completes.includes("handover")) };
  const before = (await get("kept", `reset/${day.production}/${id}`)) || {};
  const state = widgets(day, one, before);
  const ticks = ticked(day, lists);
  const sheet = h("div", {});
  const tag = await tagAsked(app, one);
  const ready = button(words("form.ready"), async () => {
    if (tag && !tag.fits()) throw new Unanswered(tag.node, tag.why());
    const items = await records(app, one, performer, lists, state, ticks);
    const handover = items.at(-1).record;
    const witness = state.witness.read();
    const said = state.answered.read() ? [clear(day, handover, performer, lists.handover)] : [];
    sheet.replaceChildren(sign(app, items, {
      others: [witness], spoken: said,
      then: async (ids) => {
        await noted("kept", `reset/${day.production}/${id}`, { witness, take: (state.take.read() || 0) + 1, load: state.loaded.read(), type: state.type.read() });
        await next(app, one, ids);
      },
    }));
    ready.hidden = true;
    sheet.scrollIntoView({ block: "start" });
    sheet.querySelector("input, button")?.focus();
  }, { class: "big", id: "ready" });
  const field = (key, widget, item) => h("fieldset", { data: { item } }, h("legend", {}, words(key)), widget.node);
  return [
    h("h1", {}, words("reset.title", { firearm: id })),
    h("p", {}, words("reset.who", { name: day.called(performer), scene: day.next?.scene ?? "" })),
    tag?.node,
    h("form", { novalidate: true },
      field("reset.fired", state.fired, "fired"), field("reset.take", state.take, "take"),
      field("reset.loaded", state.loaded, "loaded"), field("reset.type", state.type, "type"), state.box ? field("reset.box", state.box, "box") : null,
      field("reset.seen", state.seen, "each-round"), field("reset.witness", state.witness, "witness"),
      ...ticks.map((tick) => tick.node),
      h("fieldset", { data: { item: "answered" } }, h("legend", {}, words("reset.answered", { name: day.called(performer) })), state.answered.node)),
    ready, sheet,
  ];
}

function widgets(day, one, before) {
  const witnesses = day.people.filter((person) => person.id !== day.me && !person.roles.includes("performer") && !person.roles.includes("inspector"));
  const boxes = day.ammunition.filter((box) => !box.departed && ["blank", "dummy"].includes(box.type)).map((box) => [box.container, `${box.container} (${term("term", box.type)})`]);
  return {
    fired: count(undefined, words("reset.fired")),
    take: count(before.take, words("reset.take")),
    loaded: count(before.load, words("reset.loaded")),
    type: oneOf(["dummy", "blank"].map((type) => [type, term("term", type)]), before.type),
    box: boxes.length ? oneOf(boxes, one.load[0]?.container) : null,
    seen: chambers(one),
    witness: oneOf(witnesses.map((person) => [person.id, day.called(person.id)]), before.witness),
    answered: oneOf([[true, words("form.yes")], [false, words("form.no")]], undefined),
  };
}

// The items that are ticked on each of the three checklists, in their own words and pinned versions.
function ticked(day, lists) {
  const kinds = [["firing", "firing"], ["unloading", "firing"], ["round_inspection", "round_inspection"], ["handover", "handover"]];
  const taken = new Set();
  return kinds.flatMap(([kind, list]) => itemsOf(day, lists[list], kind)
    .filter((item) => item.answer.type === "boolean" && (item.mandatory || item.fills === "body.in_sight") && !taken.has(`${list}/${item.id}`))
    .map((item) => {
      taken.add(`${list}/${item.id}`);
      const widget = oneOf([[true, words("form.yes")], [false, words("form.no")]], undefined);
      const node = h("fieldset", { data: { item: item.id } }, h("legend", {}, spoken(item.ask)), widget.node);
      return { kind, list, item, widget, node };
    }));
}

const given = (tick) => {
  const value = tick.widget.read();
  if (value === undefined) throw new Unanswered(tick.node, spoken(tick.item.ask));
  return value;
};

// What was ticked for that kind: fields of its body, and answers.
function tickedFor(day, ticks, kind, list) {
  const [body, answers] = [{}, {}];
  for (const tick of ticks.filter((one) => one.list === list)) {
    const field = tick.item.fills?.slice(5);
    if (!field) answers[tick.item.id] = given(tick);
    else if (field in day.kinds[kind]) body[field] = given(tick);
  }
  return { body, answers };
}

async function records(app, one, performer, lists, state, ticks) {
  const { day } = app;
  const need = (name, key) => {
    const value = state[name].read();
    if (value === undefined) throw new Unanswered(state[name].node, words(key));
    return value;
  };
  const [shots, seen, witness, loaded] = [need("fired", "reset.fired"), need("seen", "reset.seen"), need("witness", "reset.witness"), need("loaded", "reset.loaded")];
  const scene = day.next?.scene;
  const place = (await get("kept", "place")) || words("form.set");
  const at = { firearm: one.firearm };
  const made = [];
  const add = (kind, list, body) => {
    const told = tickedFor(day, ticks, kind, list);
    if (body.purpose !== "return") delete told.body.in_sight;
    made.push({ record: written(day, kind, { ...at, ...body, ...told.body }, by(lists[list], told.answers)), checklist: lists[list] });
  };
  if (shots) add("firing", "firing", { scene: scene ?? "", take: need("take", "reset.take"), rounds_fired: shots });
  add("handover", "handover", { from: performer, to: day.me, purpose: "return", declared: day.statusOf(one), place });
  const changes = shots > 0 || loaded !== one.load.reduce((sum, load) => sum + load.count, 0);
  if (changes) add("unloading", "firing", { rounds: left(one, shots) });
  if (changes && loaded) add("loading", "firing", { rounds: [{ type: need("type", "reset.type"), count: loaded, ...(state.box?.read() ? { container: state.box.read() } : {}) }], ...(scene ? { scene } : {}) });
  const shown = changes || !one.inspection ? {} : { continues: one.inspection.record };
  add("round_inspection", "round_inspection", { ...sourced(seen, state), witnesses: [witness], shown_to: [performer], ...shown });
  const declared = loaded ? (state.type.read() === "blank" ? "hot" : "cold") : day.statusOf({ ...one, load: [] });
  add("handover", "handover", { from: day.me, to: performer, purpose: "take", declared, declared_by: day.me, ...(scene ? { scene } : {}), place });
  return made;
}

// Rounds left in it: what was recorded to be in it, less what was fired.
function left(one, shots) {
  let gone = shots;
  return one.load.map((load) => {
    const fired_here = Math.min(gone, load.count);
    gone -= fired_here;
    return { type: load.type, count: load.count - fired_here, ...(load.container ? { container: load.container } : {}) };
  }).filter((load) => load.count > 0);
}

function sourced(seen, state) {
  const box = state.box?.read();
  return { ...seen, rounds: seen.rounds.map((round) => (box && round.type === state.type.read() ? { ...round, container: box } : round)) };
}

// "Clear", answered: it stands for the performer's tap after the first signature of the scene, and the witness signs it.
function clear(day, handover, performer, list) {
  const asked = list.sign_offs.find((one) => one.role.includes("performer"));
  return { of: handover.id, person: performer, role: "performer", at: handover.occurred_at, method: "spoken", statement: spoken(asked.statement) };
}

// The next firearm follows by itself: one that is out with a performer and can fire.
async function next(app, one, ids) {
  const out = app.day.firearms.filter((other) => other.firearm !== one.firearm && other.out.length && app.day.canFire(other) && !app.day.isHandler(other.holder));
  const told = words("reset.kept", { firearm: one.firearm });
  if (out.length) await app.go(`reset?firearm=${encodeURIComponent(out[0].firearm)}`, told);
  else await app.kept(ids, told);
}
