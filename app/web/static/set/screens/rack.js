// Decides how many that cannot fire go out or come back at once: one card, tags ticked, scanned or typed, one signature.

import { get, noted } from "../database.js";
import { button, h } from "../dom.js";
import { by, written } from "../records.js";
import { sign } from "../signing.js";
import { line, oneOf } from "../widgets.js";
import { words } from "../words.js";
import { tagOf } from "./firearm.js";

export async function screen(app) {
  const { day } = app;
  const checklist = day.checklists.find((one) => one.completes.includes("issue_list"));
  const place = line(await get("kept", "place"), words("form.place"));
  const direction = oneOf([["out", words("rack.out")], ["back", words("rack.back")]], undefined);
  const list = h("div", { class: "chips tight", id: "rack" });
  const told = h("p", { role: "status" });
  const scans = new Set();
  const one_for_all = taker(day);
  const sheet = h("div", {});
  const draw = () => list.replaceChildren(...(direction.read() ? eligible(day, direction.read()).map((one) => tag(day, one)) : []));
  const who = h("fieldset", {}, h("legend", {}, words("rack.who")), one_for_all.node);
  direction.node.addEventListener("change", () => {
    // What comes back comes from whoever has it.
    who.hidden = direction.read() === "back";
    draw();
  });
  list.addEventListener("change", () => { told.textContent = words("rack.count", { count: ticked(list).length }); });
  const scan = line("", words("rack.scan"));
  scan.node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    scans.add(tagOf(scan.read()));
    tickTag(list, scan.read(), told);
    scan.write("");
  });
  const all = button(words("form.everyone"), () => {
    list.querySelectorAll("input").forEach((box) => { box.checked = true; });
    list.dispatchEvent(new Event("change"));
  }, { class: "plain" });
  const ready = button(words("form.ready"), async () => {
    const tags = ticked(list);
    if (!tags.length) throw new Error(words("rack.none"));
    const unsure = tags.filter((one) => !scans.has(one) && day.twinsOf(day.firearm(one)).length);
    if (unsure.length) throw new Error(words("rack.twins", { tags: unsure.join(", ") }));
    const person = (tagged) => (direction.read() === "back" ? day.firearm(tagged).holder || day.me : one_for_all.of(tagged));
    const lines = tags.map((tagged, n) => ({ firearm: tagged, person: person(tagged, n) }));
    const where = place.read() || words("form.set");
    await noted("kept", "place", where);
    const record = written(day, "issue_list", { direction: direction.read(), lines, place: where }, by(checklist));
    sheet.replaceChildren(sign(app, [{ record, checklist }], { then: (ids) => app.kept(ids, words("rack.kept", { count: lines.length })) }));
    sheet.querySelector("input")?.focus();
  }, { class: "big", id: "ready" });
  return [
    h("h1", {}, words("rack.title")), h("p", {}, words("rack.how")),
    h("fieldset", { data: { item: "direction" } }, h("legend", {}, words("rack.direction")), direction.node),
    who,
    h("fieldset", {}, h("legend", {}, words("form.place")), place.node),
    h("fieldset", {}, h("legend", {}, words("rack.scan")), scan.node),
    all, told, list, ready, sheet,
  ];
}

// One person signs for a rack, or each tag goes to the extra with its number: tag r-17 to player v-17.
function taker(day) {
  const people = [...day.holding("performer"), ...day.holding("crew"), ...day.people.filter((one) => day.isHandler(one.id) && one.id !== day.me)];
  const choice = oneOf([["number", words("rack.by_number")], ...people.map((one) => [one.id, day.called(one.id)])], "number");
  const number = (text) => text.match(/(\d+)\D*$/)?.[1];
  return {
    node: choice.node,
    of: (tagged) => {
      if (choice.read() !== "number") return choice.read();
      const found = people.find((one) => number(one.id) !== undefined && Number(number(one.id)) === Number(number(tagged)));
      if (!found) throw new Error(words("rack.no_number", { tag: tagged }));
      return found.id;
    },
  };
}

function eligible(day, direction) {
  return day.firearms.filter((one) => !one.departed && !day.canFire(one) && (direction === "out" ? !one.out.length : one.out.length));
}

function tag(day, one) {
  return h("label", {}, h("input", { type: "checkbox", value: one.firearm }), h("span", {}, one.firearm, one.out.length ? ` · ${day.called(one.holder)}` : ""));
}

const ticked = (list) => [...list.querySelectorAll("input:checked")].map((one) => one.value);

// A scanner types what the tag says: its address, or its id.
function tickTag(list, text, told) {
  const id = tagOf(text);
  const box = [...list.querySelectorAll("input")].find((one) => one.value === id);
  if (box) box.checked = true;
  list.dispatchEvent(new Event("change"));
  if (!box) told.textContent = words(list.childElementCount ? "rack.unknown" : "rack.direction_first", { tag: id });
}
