// Decides the two taps that stop work: what happened, and it is recorded. If somebody is hurt, first what to read to the
// emergency call. Nobody is asked who or why; everything else can be told later.

import { button, h } from "../dom.js";
import { keep } from "../outbox.js";
import { written } from "../records.js";
import { sync } from "../sync.js";
import { oneOf } from "../widgets.js";
import { term, words } from "../words.js";

export const withoutDay = true;

const KINDS = ["misfire", "jam", "unintended_discharge", "squib", "hangfire", "live_round_found", "pointed_at_person", "unattended_firearm", "missing", "near_miss", "other_hazard"];

export async function screen(app) {
  const day = app.day || { production: app.production, firearms: [], help: () => [], called: (id) => id };
  const out = day.firearms.filter((one) => one.out?.length || one.holder);
  const which = oneOf([...out.map((one) => [one.firearm, one.firearm]), ["", words("stop.no_firearm")]], out.length === 1 ? out[0].firearm : undefined);
  const done = h("div", { role: "alert" });
  const record = async (what, body) => {
    const made = written(day, "incident", { what, injured: 0, stop_work: true, present: [], ...(which.read() ? { firearm: which.read() } : {}), ...body });
    await keep([{ record: made }]);
    sync();
    done.replaceChildren(h("h2", { tabindex: "-1" }, words("stop.recorded")), h("p", {}, words("stop.no_need")), h("p", {}, words("stop.radio")));
    done.querySelector("h2").focus();
  };
  const stop = async () => {
    await keep([{ record: written(day, "hold", { subject: "day", reason: words("stop.called") }) }]);
    sync();
    done.replaceChildren(h("h2", { tabindex: "-1" }, words("stop.recorded")), h("p", {}, words("stop.no_need")), h("p", {}, words("stop.radio")));
    done.querySelector("h2").focus();
  };
  const hurt = button(words("stop.hurt"), async () => {
    done.replaceChildren(call(day), h("h2", {}, words("stop.then")), ...[["injury", "term.injury"], ["fatality", "term.fatality"]].map(([what, key]) => button(words(key), () => record(what, { injured: 1, care: "unknown" }), { class: "plain" })));
    done.querySelector("h2").focus();
  }, { class: "big", id: "hurt" });
  return [
    h("h1", {}, words("stop.title")), done,
    button(words("stop.stop"), stop, { class: "big stop", id: "stop-work" }), hurt,
    h("fieldset", {}, h("legend", {}, words("stop.which")), which.node),
    h("h2", {}, words("stop.what")),
    h("div", { class: "row" }, KINDS.map((what) => button(term("term", what), () => record(what, {}), { class: "plain", data: { what } }))),
  ];
}

// What the emergency call is read, as it was answered when the day was opened.
function call(day) {
  const told = day.help().filter(([, text]) => text);
  return h("section", { class: "card due", id: "call" }, h("h2", { tabindex: "-1" }, words("stop.call")),
    told.length ? h("dl", {}, told.flatMap(([id, text]) => [h("dt", {}, words(`help.${id}`)), h("dd", {}, text)])) : h("p", {}, words("stop.no_help")));
}
