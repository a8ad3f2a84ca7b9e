// Decides by which widget a field of a record's body is answered, and what context fills in; answers are people's.

import { chambers } from "./cylinder.js";
import { HANDLERS } from "./day.js";
import { h } from "./dom.js";
import { count, line, lines, number, oneOf, rows, someOf, yesNo } from "./widgets.js";
import { spoken, term, words } from "./words.js";

const TEXTS = new Set(["areas", "controls", "alternatives_considered", "other_duties"]);
const OUTSIDE = ["admin", "inspector"];
const TYPES = ["blank", "dummy", "live", "unknown"];

const named = (day, people) => people.map((one) => [one.id, day.called(one.id)]);
const labelled = (label, widget) => ({ ...widget, node: h("div", {}, h("p", { class: "quiet" }, label), widget.node) });

/** {node, read, write} for one item of a checklist that fills `field` of `kind`; `known` is what context says of it. */
export function fieldFor(item, field, kind, day, known, context) {
  const label = spoken(item.ask);
  if (field === "firearm") return oneOf(day.firearms.filter((one) => !one.departed).map((one) => [one.firearm, one.firearm]), known);
  if (field === "rounds" && kind === "round_inspection") return chambers(day.firearm(context.firearm));
  if (field === "rounds") return roundsOf(day, context);
  if (field === "found") return rows(() => foundRow(), words("form.nothing_found"));
  if (field === "scenes") return rows(() => sceneRow(day));
  if (field === "containers") return someOf(day.ammunition.map((one) => [one.container, one.container]), known, true);
  if (field === "container" && kind !== "ammunition_intake") return oneOf(day.ammunition.map((one) => [one.container, one.container]), known);
  if (field === "items") return someOf([...day.firearms.map((one) => one.firearm), ...day.ammunition.map((one) => one.container)].map((one) => [one, one]), known, true);
  if (field === "twins") return someOf(day.firearms.map((one) => [one.firearm, one.firearm]), known);
  if (field === "subject" && kind === "hold") return oneOf(subjects(day), known);
  if (field === "continues") return continued(day, context);
  if (field === "witnesses") return someOf(named(day, day.people.filter((one) => one.id !== day.me && one.roles.some((role) => context.witnesses.includes(role)))), known);
  if (field === "to" && kind === "handover") return oneOf(named(day, takers(day, context)), known);
  if (field === "scene") return line(known, label, (day.opened?.scenes || []).map((one) => one.scene));
  if (field === "barrel_clear") return oneOf([[true, words("form.yes")], [false, words("form.no")], [null, words("form.not_looked")]], known);
  if (field === "people_in_line" || field === "present") return orNone(someOf(named(day, day.people), known, true), words("form.nobody"));
  if (field === "other_duties") return orNone(lines(known, label), words("form.none"));
  if (TEXTS.has(field)) return lines(known, label);
  return null;
}

// Nobody and nothing are answers too, when somebody says so.
function orNone(widget, label) {
  const none = h("input", { type: "checkbox" });
  return {
    ...widget,
    node: h("div", {}, h("label", { class: "tick" }, none, h("span", {}, label)), widget.node),
    read: () => widget.read() ?? (none.checked ? [] : undefined),
    write: (values) => {
      none.checked = values.length === 0;
      widget.write(values);
    },
  };
}

/** The same for an item with an answer of its own, or a field that is like one. */
export function answerFor(item, day, known) {
  const { type, choices } = item.answer;
  const label = spoken(item.ask);
  if (type === "boolean") return yesNo(known);
  if (type === "choice") return oneOf(choices.map((one) => [one, term("term", one)]), known);
  if (type === "choices") return someOf(choices.map((one) => [one, term("term", one)]), known, true);
  if (type === "person") return oneOf(named(day, day.people), known);
  if (type === "people") return someOf(named(day, day.people.filter((one) => !OUTSIDE.includes(one.roles[0]))), known, item.fills === "body.attendees");
  if (type === "integer") return count(known, label);
  if (type === "number") return number(known, label);
  return line(known, label);
}

/** What context says before anybody answers: the firearm at hand, its holder, the next scene, the place last written. */
export function presets(day, kind, context) {
  const firearm = context.firearm && day.firearm(context.firearm);
  const own = { firearm: context.firearm, scene: context.scene ?? day.next?.scene, place: context.place };
  const more = {
    handover: () => handover(day, firearm, context),
    round_inspection: () => ({ witnesses: context.witness ? [context.witness] : undefined }),
    training: () => ({ trainer: day.me }),
    safety_meeting: () => ({ scope: context.catch ? "scene" : day.meetings?.some((one) => one.scope === "day") ? undefined : "day" }),
    storage: () => ({ items: context.items, key_holder: HANDLERS.some((role) => day.rolesOf(day.me).includes(role)) ? day.me : undefined }),
    duty: () => ({ person: day.me }),
    aim_plan: () => ({ consulted: day.isHandler() ? day.me : undefined }),
    ammunition_sweep: () => ({}),
  };
  return { ...own, ...(more[kind]?.() || {}) };
}

function handover(day, firearm, context) {
  const back = context.purpose === "return";
  const holder = firearm?.holder || day.me;
  return {
    from: back ? holder : day.isHandler(holder) ? holder : day.me,
    to: back ? day.me : context.to,
    purpose: context.purpose,
    declared: firearm ? day.statusOf(firearm) : undefined,
    declared_by: back ? undefined : firearm?.inspection?.by,
    in_sight: undefined,
  };
}

function subjects(day) {
  return [["day", words("term.day")], ["production", words("term.production")], ...day.firearms.map((one) => [`firearm:${one.firearm}`, one.firearm])];
}

// Who may take it: for a return handlers, else performers, those of the next scene first.
function takers(day, context) {
  if (context.purpose === "return") return day.people.filter((one) => day.isHandler(one.id));
  const scene = day.opened?.scenes?.find((one) => one.scene === (context.scene ?? day.next?.scene))?.performers || [];
  const performers = day.holding("performer");
  const first = performers.filter((one) => scene.includes(one.id));
  return [...first, ...performers.filter((one) => !first.includes(one)), ...day.people.filter((one) => day.isHandler(one.id) && one.id !== day.me)];
}

// A re-showing goes on from the last full look only when somebody says so.
function continued(day, context) {
  const last = day.firearm(context.firearm)?.inspection?.record;
  return last ? oneOf([[last, words("form.continues")]], undefined) : line("", words("form.continues"));
}

function roundsOf(day, context) {
  const firearm = context.firearm && day.firearm(context.firearm);
  const known = firearm?.load?.length && context.kind === "unloading" ? firearm.load : [];
  const made = rows(() => roundRow(day), context.kind === "unloading" ? words("form.no_rounds") : null);
  for (const one of known) made.add().write(one);
  return made;
}

function roundRow(day) {
  const boxes = day.ammunition.filter((one) => !one.departed).map((one) => [one.container, `${one.container} (${term("term", one.type ?? "unknown")})`]);
  const container = oneOf([...boxes, ["", words("form.no_container")]], undefined);
  const type = oneOf(TYPES.map((one) => [one, term("term", one)]), undefined);
  const counted = count(undefined, words("form.rounds"));
  container.node.addEventListener("change", () => {
    const box = day.ammunition.find((one) => one.container === container.read());
    if (box?.type && TYPES.includes(box.type)) type.write(box.type);
  });
  return {
    node: h("div", {}, container.node, type.node, counted.node),
    read: () => {
      const [from, what, number_of] = [container.read(), type.read(), counted.read()];
      if (what === undefined || number_of === undefined) return undefined;
      return { type: what, count: number_of, ...(from ? { container: from } : {}) };
    },
    write: (one) => {
      container.write(one.container || "");
      type.write(one.type);
      counted.write(one.count);
    },
  };
}

function foundRow() {
  const type = oneOf(TYPES.map((one) => [one, term("term", one)]), undefined);
  const counted = count(undefined, words("form.rounds"));
  const place = line("", words("form.place"));
  return {
    node: h("div", {}, type.node, counted.node, labelled(words("form.place"), place).node),
    read: () => (type.read() && counted.read() !== undefined && place.read() ? { type: type.read(), count: counted.read(), place: place.read() } : undefined),
    write: () => {},
  };
}

function sceneRow(day) {
  const scene = line("", words("form.scene"));
  const firearms = someOf(day.firearms.filter((one) => !one.departed).map((one) => [one.firearm, one.firearm]));
  const performers = someOf(named(day, day.holding("performer")));
  return {
    node: h("div", {}, labelled(words("form.scene"), scene).node, labelled(words("form.firearms"), firearms).node, labelled(words("form.performers"), performers).node),
    read: () => (scene.read() ? { scene: scene.read(), firearms: firearms.read() || [], performers: performers.read() || [] } : undefined),
    write: () => {},
  };
}
