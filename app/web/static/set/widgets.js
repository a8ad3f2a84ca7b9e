// Decides how one thing is answered with a thumb: chips, ticks, counts, lines. Each gives {node, read}; read is undefined while
// nothing was answered, and nothing is ever answered by itself.

import { button, fresh, h } from "./dom.js";
import { words } from "./words.js";

const FEW = 12;

function chip(kind, name, value, label, checked) {
  return h("label", {}, h("input", { type: kind, name, value, checked }), h("span", {}, label));
}

/**
 * One of several: [value, label][]. `preset` is chosen already: what context says, never an answer. Of many, the first stand
 * as chips and the others in a list.
 */
export function oneOf(pairs, preset) {
  if (pairs.length > FEW) return fromMany(pairs, preset);
  const name = fresh("one");
  const node = h("div", { class: "chips" }, pairs.map(([value, label]) => chip("radio", name, String(value), label, value === preset)));
  const places = new Map(pairs.map(([value]) => [String(value), value]));
  return {
    node,
    read: () => places.get(node.querySelector("input:checked")?.value),
    write: (value) => node.querySelectorAll("input").forEach((one) => { one.checked = one.value === String(value); }),
  };
}

function fromMany(pairs, preset) {
  const chips = oneOf(pairs.slice(0, FEW - 4), preset);
  const options = [["", words("form.others")], ...pairs.slice(FEW - 4)];
  const list = h("select", { "aria-label": words("form.others") }, options.map(([value, label]) => h("option", { value, selected: value === preset }, label)));
  list.addEventListener("change", () => list.value && chips.write(""));
  chips.node.addEventListener("change", () => { list.value = ""; });
  return {
    node: h("div", {}, chips.node, list),
    read: () => list.value || chips.read(),
    write: (value) => {
      chips.write(value);
      list.value = value;
    },
  };
}

/** Several: each is ticked for itself; `everyone` adds a button that ticks them all, for roll calls. */
export function someOf(pairs, chosen = [], everyone = false) {
  const name = fresh("some");
  const list = h("div", { class: "chips" }, pairs.map(([value, label]) => chip("checkbox", name, value, label, chosen.includes(value))));
  const boxes = () => [...list.querySelectorAll("input")];
  const all = () => {
    const wanted = !boxes().every((one) => one.checked);
    boxes().forEach((one) => { one.checked = wanted; });
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const node = h("div", {}, everyone && pairs.length > 3 ? button(words("form.everyone"), all, { class: "plain" }) : null, list);
  return {
    node,
    read: () => {
      const found = boxes().filter((one) => one.checked).map((one) => one.value);
      return found.length ? found : undefined;
    },
    write: (values) => boxes().forEach((one) => { one.checked = values.includes(one.value); }),
  };
}

export const yesNo = (preset) => oneOf([[true, words("form.yes")], [false, words("form.no")]], preset);

/** A whole number, by plus and minus or typed. Without a preset it is empty until somebody counts. */
export function count(preset, label) {
  const input = h("input", { type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: 5, value: preset ?? "", "aria-label": label });
  const by = (step) => () => {
    input.value = String(Math.max(0, (Number(input.value) || 0) + step));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const node = h("div", { class: "count" },
    button("−", by(-1), { "aria-label": words("form.less", { what: label }) }),
    input,
    button("+", by(1), { "aria-label": words("form.more", { what: label }) }));
  return {
    node,
    read: () => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : undefined),
    write: (value) => { input.value = value; },
  };
}

/** A number with a decimal point or comma. */
export function number(preset, label) {
  const node = h("input", { type: "text", inputmode: "decimal", maxlength: 8, value: preset ?? "", "aria-label": label });
  return {
    node,
    read: () => {
      const found = node.value.trim().replace(",", ".");
      return /^\d+(\.\d+)?$/.test(found) ? Number(found) : undefined;
    },
    write: (value) => { node.value = value; },
  };
}

/** A line of text, with suggestions. */
export function line(preset, label, suggestions = []) {
  const list = suggestions.length ? fresh("list") : undefined;
  const input = h("input", { maxlength: 300, value: preset ?? "", "aria-label": label, list, autocomplete: "off" });
  const node = list ? h("div", {}, input, h("datalist", { id: list }, suggestions.map((one) => h("option", { value: one })))) : input;
  return { node, read: () => input.value.trim() || undefined, write: (value) => { input.value = value; } };
}

/** Several texts, a line each. */
export function lines(preset, label) {
  const node = h("textarea", { rows: 3, maxlength: 3000, "aria-label": label, value: (preset || []).join("\n") });
  return {
    node,
    read: () => {
      const found = node.value.split("\n").map((one) => one.trim()).filter(Boolean);
      return found.length ? found : undefined;
    },
    write: (values) => { node.value = values.join("\n"); },
  };
}

/** Rows of the same fields, any number: `make()` gives {node, read} of one row. None is an answer only when said so. */
export function rows(make, noneLabel) {
  const list = h("div", {});
  const kept = [];
  const none = noneLabel ? h("label", { class: "tick" }, h("input", { type: "checkbox" }), h("span", {}, noneLabel)) : null;
  const add = () => {
    const row = make();
    const card = h("div", { class: "card" }, row.node);
    card.append(button(words("form.remove_row"), () => {
      kept.splice(kept.indexOf(row), 1);
      card.remove();
    }, { class: "plain" }));
    kept.push(row);
    list.append(card);
    return row;
  };
  const node = h("div", {}, none, list, button(words("form.add_row"), add, { class: "plain" }));
  return {
    node,
    add,
    read: () => {
      const found = kept.map((one) => one.read()).filter((one) => one !== undefined);
      if (found.length) return found;
      return none?.querySelector("input").checked ? [] : undefined;
    },
    write: () => {},
  };
}
