// Decides how a checklist becomes a form and a filled form a record; what the record means is the service's to say.

import { made } from "../service.js";

const SIMPLE = new Set(["text", "choice", "boolean", "integer", "number", "person", "people"]);

/** Whether every item can be answered with one line, tick or choice, and the body needs nothing else. */
export function isSimple(protocol, schema) {
  const body = schema.properties?.body;
  const filled = new Map(protocol.items.filter((item) => item.fills).map((item) => [item.fills.slice(5), item]));
  const shape = resolved(schema, body);
  return protocol.completes.length === 1
    && protocol.items.every((item) => SIMPLE.has(item.answer.type))
    && (shape.required || []).every((name) => filled.has(name))
    && [...filled.keys()].every((name) => isPlain(resolved(schema, shape.properties?.[name])));
}

function resolved(schema, part) {
  const found = part?.$ref ? schema.$defs[part.$ref.split("/").at(-1)] : part;
  const other = found?.anyOf?.find((one) => one.type !== "null");
  return other ? resolved(schema, other) : found || {};
}

function isPlain(part) {
  if (part.type === "array") return part.items?.type === "string" || Boolean(part.items?.enum);
  return part.type !== "object";
}

/** The fields of a checklist, in its order. `known`: {people, language, said: its own words, defaults: body field to value}. */
export function fields(protocol, known) {
  return protocol.items.map((item) => field(item, known));
}

function field(item, known) {
  const words = item.ask[known.language] || item.ask.en;
  const input = control(item, known);
  input.id = `item-${item.id}`;
  input.name = item.id;
  input.required = item.mandatory;
  const preset = item.fills && known.defaults[item.fills.slice(5)];
  if (preset !== undefined) input.value = preset;
  const label = made("label", item.mandatory ? words : `${words} ${known.said.optional}`);
  label.htmlFor = input.id;
  const whole = made("div", label, input);
  whole.lang = item.ask[known.language] ? known.language : "en";
  return whole;
}

function control(item, known) {
  const { type, choices } = item.answer;
  if (type === "choice") return select(["", ...choices]);
  if (type === "boolean") return select(["", "yes", "no"], false, known.said);
  if (type === "person") return select(["", ...known.people]);
  if (type === "people") {
    return select(known.people, true);
  }
  const input = made("input");
  if (type === "integer" || type === "number") {
    input.type = "number";
    input.min = "0";
    input.step = type === "integer" ? "1" : "any";
  }
  if (item.id === "firearm") input.setAttribute("list", "firearms");
  return input;
}

function select(values, several = false, said = {}) {
  const list = made("select");
  list.multiple = several; // before there are options: else the first stays chosen
  list.append(...values.map((value) => {
    const option = made("option", said[value] ?? value);
    option.value = value;
    return option;
  }));
  return list;
}

/** What was filled in: the body's fields, and answers by item. What was left empty is left out. */
export function filled(protocol, form) {
  const body = {};
  const answers = {};
  for (const item of protocol.items) {
    const value = read(item, form.elements[item.id]);
    if (value === undefined) continue;
    if (item.fills) body[item.fills.slice(5)] = value;
    else answers[item.id] = value;
  }
  return { body, answers };
}

function read(item, input) {
  if (item.answer.type === "people") {
    const chosen = [...input.selectedOptions].map((one) => one.value);
    return chosen.length || item.mandatory ? chosen : undefined;
  }
  const value = input.value.trim();
  if (value === "") return undefined;
  if (item.answer.type === "boolean") return value === "yes";
  return ["integer", "number"].includes(item.answer.type) ? Number(value) : value;
}

/** A record in the words of its checklist: pairs of what was asked and what was answered. */
export function facts(record, protocol, language) {
  const items = protocol ? protocol.items : [];
  const told = [];
  const seen = new Set();
  for (const item of items) {
    const name = item.fills?.slice(5);
    const value = name ? record.body[name] : record.answers?.[item.id];
    if (name) seen.add(name);
    if (value !== undefined) told.push([item.ask[language] || item.ask.en, written(value, language)]);
  }
  for (const [name, value] of Object.entries(record.body)) if (!seen.has(name)) told.push([name, written(value, language)]);
  if (record.note) told.push(["note", record.note]);
  return told;
}

function written(value, language) {
  if (value === true) return language === "es" ? "sí" : "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.map((one) => written(one, language)).join(", ") || "-";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
