// Decides how a checklist is filled in: its items in their order, as a list or one at a time, kept as a draft with every tap.

import { get, noted, remove } from "./database.js";
import { button, fresh, h } from "./dom.js";
import { answerFor, fieldFor, presets } from "./fields.js";
import { kept } from "./photos.js";
import { line } from "./widgets.js";
import { spoken, words } from "./words.js";

// Of a round inspection these three are answered by one drawing.
const BY_DRAWING = new Set(["chambers", "chambers_seen", "rounds"]);

const fieldOf = (item) => item.fills?.slice(5);

/** The items of a checklist that a record of that kind answers. */
export function itemsOf(day, checklist, kind) {
  return checklist.items.filter((item) => !item.fills || fieldOf(item) in day.kinds[kind]);
}

/**
 * The form: {node, read}. `read` gives {body, answers, photos, note} or throws with what is still to be answered.
 * `context` is what is known before: firearm, scene, place, to, purpose. `left` are fields that the screen answers itself.
 */
export async function form(day, checklist, kind, context = {}, left = {}) {
  const known = { ...presets(day, kind, context), ...left };
  const draft = `${day.production}/${kind}/${context.firearm || ""}`;
  const before = (await get("drafts", draft)) || {};
  const entries = [];
  const drawn = itemsOf(day, checklist, kind).filter((item) => !(fieldOf(item) in left) || left[fieldOf(item)] === undefined);
  const inDrawing = kind === "round_inspection" ? drawn.filter((item) => BY_DRAWING.has(fieldOf(item))) : [];
  for (const item of drawn) {
    const field = fieldOf(item);
    if (inDrawing.includes(item) && field !== "rounds") continue;
    const widget = (field && fieldFor(item, field, kind, day, known[field], { ...context, kind })) || answerFor(item, day, field ? known[field] : undefined);
    if (before[item.id] !== undefined) widget.write(before[item.id]);
    const asked = field === "rounds" && inDrawing.length ? inDrawing : [item];
    // Whom context names stands there in one line, to be opened and changed.
    const named = item.answer.type === "person" && before[item.id] === undefined && known[field] ? day.called(known[field]) : "";
    entries.push(entry(day.production, item, asked, field, widget, before, named));
  }

  const first = entries.filter((one) => one.needed(day.kinds[kind]));
  const rest = entries.filter((one) => !first.includes(one));
  const list = h("div", {}, first.map((one) => one.node));
  const more = rest.length
    ? h("details", { open: rest.some((one) => before[one.item.id] !== undefined) }, h("summary", {}, words("form.if_it_applies", { count: rest.length })), rest.map((one) => one.node))
    : null;
  const node = h("form", { novalidate: true, autocomplete: "off", data: { checklist: checklist.id } },
    h("p", { class: "quiet" }, words("form.version", { version: `${checklist.id} ${checklist.version}`, digest: checklist.digest.slice(0, 12) })),
    oneByOne(list, first), list, more);
  node.addEventListener("submit", (event) => event.preventDefault());
  const keep = () => noted("drafts", draft, Object.fromEntries(entries.flatMap((one) => one.draft())));
  node.addEventListener("change", keep);
  node.addEventListener("input", keep);
  return { node, read: () => read(entries, day.kinds[kind], left), done: () => remove("drafts", draft) };
}

function entry(production, item, asked, field, widget, before, known) {
  const titles = asked.flatMap((one, n) => [n ? h("br") : null, spoken(one.ask)]);
  const photos = item.evidence === "photo" || BY_DRAWING.has(field) ? photo(production) : null;
  const why = field || item.mandatory ? null : notApplicable(before[`${item.id}/why`]);
  const inside = known ? h("details", {}, h("summary", {}, known), widget.node) : widget.node;
  const node = h("fieldset", { data: { item: item.id } }, h("legend", {}, titles), inside, photos?.node, why?.node);
  return {
    item, field, widget, photos, why, node,
    needed: (fields) => (field ? item.mandatory || fields[field] : item.mandatory),
    draft: () => [[item.id, widget.keep ? widget.keep() : widget.read()], [`${item.id}/why`, why?.read()]].filter(([, value]) => value !== undefined),
  };
}

// An item that need not be answered may be put aside, but only with a reason.
function notApplicable(reason) {
  const asked = line(reason, words("form.why_not"));
  return {
    node: h("details", { open: Boolean(reason) }, h("summary", { class: "quiet" }, words("form.not_applicable")), asked.node),
    read: asked.read,
  };
}

function photo(production) {
  const taken = [];
  const told = h("p", { role: "alert" });
  const shown = h("div", { class: "row" });
  const id = fresh("photo");
  const input = h("input", { id, type: "file", accept: "image/*", capture: "environment", onchange: async () => {
    told.textContent = "";
    try {
      for (const file of input.files) {
        const { digest, url } = await kept(file, production);
        taken.push(digest);
        shown.append(h("img", { class: "photo", src: url, alt: words("form.photo_taken", { number: taken.length }) }));
      }
    } catch (failure) {
      told.textContent = words(failure.message);
    }
    input.value = "";
  } });
  return { node: h("div", {}, h("label", { for: id }, words("form.photo")), input, told, shown), taken };
}

function oneByOne(list, entries) {
  let place = -1;
  const step = h("div", { class: "row", hidden: true });
  const show = () => {
    entries.forEach((one, n) => { one.node.hidden = place >= 0 && n !== place; });
    step.hidden = place < 0;
    told.textContent = words("form.item_of", { number: place + 1, of: entries.length });
  };
  const go = (by) => () => {
    place = Math.min(entries.length - 1, Math.max(0, place + by));
    show();
  };
  const told = h("span", {});
  step.append(button(words("form.back"), go(-1), { class: "plain" }), told, button(words("form.next"), go(1), { class: "plain" }));
  const toggle = button(words("form.one_by_one"), () => {
    place = place < 0 ? 0 : -1;
    toggle.textContent = words(place < 0 ? "form.one_by_one" : "form.as_list");
    show();
  }, { class: "plain" });
  return entries.length > 3 ? h("div", {}, toggle, step) : h("div", {});
}

/** Thrown when something that has to be answered is not: the first such place. */
export class Unanswered extends Error {
  constructor(node, what) {
    super(words("form.unanswered", { what }));
    this.node = node;
  }
}

function read(entries, fields, left) {
  const body = Object.fromEntries(Object.entries(left).filter(([name, value]) => value !== undefined && name in fields));
  const [answers, photos, notes] = [{}, [], []];
  for (const one of entries) {
    const value = one.widget.read();
    photos.push(...(one.photos?.taken || []));
    if (one.why?.read()) notes.push(`${one.item.id}: ${one.why.read()}`);
    if (value === undefined && one.needed(fields)) throw new Unanswered(one.node, spoken(one.item.ask));
    if (value === undefined) continue;
    if (one.field === "rounds" && value.chambers_seen !== undefined) Object.assign(body, value);
    else if (one.field) body[one.field] = value;
    else answers[one.item.id] = value;
  }
  return { body, answers, photos, note: notes.length ? words("form.not_applicable_note", { notes: notes.join("; ") }) : undefined };
}
