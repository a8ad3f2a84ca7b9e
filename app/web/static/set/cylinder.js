// Decides how chambers are answered one by one: a cylinder drawn as the cylinder it is, a tube or box as a row. A tap on a
// chamber says what was seen in it; a chamber that nobody tapped was not seen.

import { h, svg } from "./dom.js";
import { oneOf } from "./widgets.js";
import { words } from "./words.js";

const SEEN = {
  empty: null,
  dummy_rattle: { type: "dummy", methods: ["rattle"], ok: true },
  dummy_hole: { type: "dummy", methods: ["side_hole"], ok: true },
  dummy_primer: { type: "dummy", methods: ["primer"], ok: true },
  blank: { type: "blank", methods: ["visual"], ok: true },
  odd: { type: "unknown", methods: ["visual"], ok: false },
  live: { type: "live", methods: ["visual"], ok: false },
};
const ROUND_UP_TO = 10;

/** For a firearm of the day. Reads {chambers, chambers_seen, rounds}; undefined until a chamber was seen. */
export function chambers(firearm) {
  const places = firearm.intake?.chambers ?? 0;
  const seen = new Map();
  const brush = oneOf(Object.keys(SEEN).map((one) => [one, words(`seen.${one}`)]), "");
  const told = h("p", { class: "quiet", role: "status" });
  const drawing = svg("svg", { class: "cylinder", viewBox: places > ROUND_UP_TO ? `0 0 ${places * 34 + 8} 50` : "0 0 240 240", role: "group", "aria-label": words("seen.all", { firearm: firearm.firearm }) });
  const marks = [];

  const tap = (place) => {
    const chosen = brush.read();
    if (!chosen) {
      told.textContent = words("seen.choose_first");
      return;
    }
    if (seen.get(place) === chosen) seen.delete(place);
    else seen.set(place, chosen);
    draw();
    drawing.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const draw = () => {
    for (const [place, mark] of marks.entries()) {
      const what = seen.get(place);
      mark.classList.toggle("seen", Boolean(what));
      mark.setAttribute("aria-label", words("seen.chamber", { number: place + 1, what: what ? words(`seen.${what}`) : words("seen.not") }));
      mark.querySelector("text").textContent = what ? words(`seen.short.${what}`) : String(place + 1);
    }
    told.textContent = words("seen.count", { seen: seen.size, of: places });
  };

  for (let place = 0; place < places; place += 1) {
    const [x, y] = where(place, places);
    const shape = places > ROUND_UP_TO
      ? svg("rect", { x: x - 15, y: 5, width: 30, height: 40, rx: 6 })
      : svg("circle", { cx: x, cy: y, r: radius(places) });
    const mark = svg("g", { class: "chamber", role: "button", tabindex: "0", onclick: () => tap(place), onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      tap(place);
    } }, shape, svg("text", { x, y }));
    marks.push(mark);
    drawing.append(mark);
  }
  draw();
  const node = places
    ? h("div", {}, h("p", { class: "quiet" }, words("seen.how")), brush.node, drawing, told)
    : h("p", {}, words("seen.no_chamber"));

  return {
    node,
    read: () => {
      if (!places) return { chambers: 0, chambers_seen: 0, rounds: [] };
      if (!seen.size) return undefined;
      const rounds = [...seen.values()].map((one) => SEEN[one]).filter(Boolean).map((one) => ({ ...one, ...from(firearm, one.type) }));
      return { chambers: places, chambers_seen: seen.size, rounds };
    },
    keep: () => [...seen],
    write: (pairs) => {
      seen.clear();
      for (const [place, what] of pairs) seen.set(place, what);
      draw();
    },
  };
}

// The container it came from, when the records leave no doubt.
function from(firearm, type) {
  const boxes = new Set(firearm.load.filter((one) => one.type === type && one.container).map((one) => one.container));
  return boxes.size === 1 ? { container: [...boxes][0] } : {};
}

const radius = (places) => (places > 7 ? 24 : 30);

function where(place, places) {
  if (places > ROUND_UP_TO) return [place * 34 + 21, 25];
  if (places === 1) return [120, 120];
  const turn = (2 * Math.PI * place) / places - Math.PI / 2;
  return [120 + 82 * Math.cos(turn), 120 + 82 * Math.sin(turn)];
}
