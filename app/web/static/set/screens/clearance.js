// Decides how the answer to "may it be handed over" is shown: what is missing, who can cure it, and that nobody saw the chamber.

import { ask } from "../../service.js";
import { h } from "../dom.js";
import { hurry } from "../outbox.js";
import { standing, sync } from "../sync.js";
import { words } from "../words.js";
import { clockTime, lacks } from "./today.js";

const WITHIN_MS = 4_000;

/** A part of the screen that asks anew when the taker or the purpose changes; without a signal it shows this phone's records. */
export async function clearance(app, firearm, form) {
  const node = h("section", { class: "card", id: "clearance", "aria-live": "polite" });
  let asked = "";
  const again = async () => {
    const found = chosen(form);
    const key = JSON.stringify(found);
    if (key === asked) return;
    asked = key;
    const answer = found.to ? await answered(app, firearm, found) : null;
    node.replaceChildren(...(answer ? shown(app, firearm, answer) : here(app, firearm)));
  };
  form.addEventListener("change", again);
  let way = standing.way;
  document.addEventListener("sync", () => {
    if (!node.isConnected || way === standing.way) return;
    way = standing.way;
    asked = "";
    again();
  });
  await again();
  return node;
}

// The widgets of the items that fill these fields, by the values of their chips.
function chosen(form) {
  const value = (item) => {
    const place = form.querySelector(`[data-item="${item}"]`);
    return place?.querySelector("input:checked")?.value ?? place?.querySelector("select")?.value ?? "";
  };
  return { to: value("taker"), purpose: value("purpose"), declared: value("status"), from: value("giver"), declared_by: value("declared-by") };
}

async function answered(app, firearm, found) {
  if (standing.way !== "ok") return null;
  // Who goes on to the next step means the one before: it is sent, and asked about with the rest.
  if (app.day.queue.length) {
    await hurry();
    await sync();
  }
  const query = new URLSearchParams({ firearm, to: found.to });
  for (const name of ["purpose", "declared", "from", "declared_by"]) if (found[name]) query.set(name, found[name]);
  const late = new Promise((settle) => setTimeout(() => settle(null), WITHIN_MS));
  return Promise.race([ask("GET", `/productions/${app.production}/clearance?${query}`).catch(() => null), late]);
}

function shown(app, firearm, answer) {
  if (answer.granted) return [h("h2", {}, words("clearance.granted")), looked(app, firearm)];
  return [h("h2", {}, words("clearance.missing")), lacks(answer.reasons)];
}

function looked(app, firearm) {
  const { inspection } = app.day.firearm(firearm);
  if (!inspection) return h("p", {}, words("clearance.nobody_looked"));
  return h("p", {}, words("clearance.looked", { who: app.day.called(inspection.by), when: clockTime(inspection.at, app.day.timezone) }));
}

// Without an answer of the service: the steps this phone knows of, and that others may have held it since.
function here(app, firearm) {
  const steps = app.day.steps(app.day.firearm(firearm));
  const held = app.day.holdsOn(firearm);
  return [
    h("h2", {}, words(standing.way === "ok" ? "clearance.choose" : "clearance.here")),
    held.length ? h("p", {}, h("strong", {}, words("banner.hold"))) : null,
    h("ol", { class: "steps" }, steps.map((one) => h("li", {}, h("span", { class: "sign", "aria-hidden": "true" }, one.done ? "✓" : "–"),
      h("span", {}, words(one.done ? "step.done" : "step.open", { step: words(`step.${one.step}`), who: app.day.called(one.who), when: one.at ? clockTime(one.at, app.day.timezone) : "" }), one.here ? h("span", { class: "quiet" }, ` ${words("step.here")}`) : null)))),
    standing.way === "ok" ? null : h("p", {}, h("strong", {}, words("today.ask_by_radio"))),
  ].filter(Boolean);
}
