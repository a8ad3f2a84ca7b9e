// Decides how a spreadsheet is brought from its page: looked through first, taken in when somebody says so; it reads no sheet.

import { ask, at, own, tell } from "../service.js";
import { say } from "../spoken.js";
import { signInFirst } from "./sending.js";

const form = at("sheet");
const STATES = ["ready", "taken", "already", "wrong", "refused"];

const value = (name) => new FormData(form).get(name) || "";

function address(rest, more = {}) {
  const asked = new URLSearchParams(more);
  for (const name of ["day", "from_day"]) if (value(name) && !at(name).disabled) asked.set(name, value(name));
  return `/api/v1/productions/${form.dataset.production}/sheets/${value("what")}${rest}?${asked}`;
}

async function bring(where) {
  await ask("GET", "/account");
  const file = at("file").files[0];
  const answer = await fetch(where, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", Accept: "application/json", ...own() },
    body: value("from_day") && !at("from_day").disabled ? "" : file,
  });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error([told.detail, ...(told.errors || []).map(fault)].join(" ")), { code: told.code });
  return told;
}

const fault = (one) => [one.field, one.problem, one.expected].filter(Boolean).join(": ");

function cell(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(told) {
  at("counts").textContent = STATES.filter((one) => told[one]).map((one) => `${say(one)}: ${told[one]}`).join(" · ");
  at("lines").replaceChildren(...told.lines.map((one) => {
    const row = document.createElement("tr");
    const shown = Object.values({ ...(one.name ? { name: one.name } : {}), ...one.shown }).join(", ");
    row.append(cell("th", one.line), cell("td", say(one.state)), cell("td", shown), cell("td", one.faults.map(fault).join("; ")));
    row.firstChild.scope = "row";
    return row;
  }));
  at("take").hidden = !told.ready;
  at("found").hidden = false;
  at("found-title").focus();
}

async function trying(deed) {
  tell("");
  try {
    show(await deed());
  } catch (refused) {
    if (signInFirst(refused)) return;
    tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
  }
}

form?.addEventListener("change", () => {
  const what = value("what");
  for (const one of form.querySelectorAll("[data-columns]")) one.hidden = one.dataset.columns !== what;
  at("opening").hidden = what !== "scenes";
  at("from_day").disabled = !at("from_day").dataset.for.split(" ").includes(what);
  at("take").hidden = true;
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const earlier = value("from_day") && !at("from_day").disabled;
  if (!earlier && !at("file").files.length) return tell(form.dataset.lacking);
  return trying(() => bring(address("/preview")));
});
at("take")?.addEventListener("click", () => {
  const scenes = value("what") === "scenes" && value("call_time");
  const opening = scenes ? { call_time: value("call_time"), bulletins_attached: String(Boolean(value("bulletins_attached"))) } : {};
  return trying(() => bring(address("", opening)));
});
document.documentElement.dataset.ready = "true";
