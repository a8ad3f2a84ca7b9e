// Decides how rounds are counted at wrap: by hand first, without the service's figure; the two are compared once it is signed.

import { ask } from "../../service.js";
import { h } from "../dom.js";
import { words } from "../words.js";

export async function screen(app) {
  const { day } = app;
  const found = await ask("GET", `/productions/${app.production}/counts?day=${day.date}`).catch(() => null);
  // Without a signal every box that was taken out is counted.
  const boxes = found ? found.containers : day.ammunition.filter((one) => !one.locked || one.holder).map((one) => ({ container: one.container, state: "to_count" }));
  // Counted on this phone: what it is set against comes once the service has it.
  const here = day.here.filter(({ record }) => record.kind === "round_count").map(({ record }) => record.body.container);
  for (const one of boxes) if (here.includes(one.container) && one.state === "to_count") one.state = "here";
  return [
    h("h1", {}, words("count.title")), h("p", {}, words("count.how")),
    boxes.length ? null : h("p", {}, words("count.none")),
    ...boxes.map((one) => box(app, one)),
  ];
}

function box(app, one) {
  const id = encodeURIComponent(one.container);
  return h("article", { class: one.differs?.length ? "card due" : "card", data: { box: one.container } },
    h("h2", {}, one.container), h("p", {}, words(`count.${one.state}`)),
    one.state === "to_count" ? h("a", { class: "button plain", href: app.at(`checklist?kind=round_count&container=${id}`) }, words("count.by_hand")) : null,
    one.own ? h("p", {}, Object.entries(one.own).filter(([, number]) => number !== null).map(([what, number]) => words("count.own", { what: words(`count.what.${what}`), number })).join("; ")) : null,
    one.differs?.length ? h("p", {}, h("strong", {}, words("count.differs", { what: one.differs.map((odd) => words("count.odd", { what: words(`count.what.${odd.field}`), counted: odd.counted, own: odd.own })).join("; ") }))) : null);
}
