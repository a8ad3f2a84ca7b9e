// Decides which screen is shown for an address, what stands above and below every screen, and when it is drawn anew.

import { exported } from "./carry.js";
import { heard } from "./clock.js";
import { load } from "./day.js";
import { button, h } from "./dom.js";
import { holdWords } from "./holds.js";
import { NotKept, takeBack, unkept, waiting } from "./outbox.js";
import * as today from "./screens/today.js";
import * as checklist from "./screens/checklist.js";
import * as firearm from "./screens/firearm.js";
import * as reset from "./screens/reset.js";
import * as rack from "./screens/rack.js";
import * as meeting from "./screens/meeting.js";
import * as stop from "./screens/stop.js";
import * as receipt from "./screens/receipt.js";
import * as count from "./screens/count.js";
import * as checkIn from "./screens/check-in.js";
import * as outbox from "./screens/outbox.js";
import { sendUnkept, standing, start, sync } from "./sync.js";
import { install, offered, renewed } from "./update.js";
import { choose, language, problem, words } from "./words.js";

// All of them are here before they are needed: nobody waits for a file to stop work.
const SCREENS = { today, checklist, firearms: firearm, reset, rack, meeting, stop, receipt, "check-in": checkIn, count, outbox };
// These change under the thumb of whoever looks; a form is left alone while somebody fills it in.
const DRAWN_ANEW = new Set(["today", "firearms", "outbox"]);

// Whether the screen at hand is being filled in: a newer version of the app waits until it is not.
const filling = () => !DRAWN_ANEW.has(location.pathname.split("/")[3] || "today");

const [, , production] = location.pathname.split("/");
const screen = document.getElementById("screen");
const told = document.getElementById("told");
// Before anything is drawn, and whatever may fail: nothing in a drill is taken for real.
const isDrill = production.startsWith("drill-");
document.getElementById("drill").hidden = !isDrill;
document.getElementById("drills").hidden = isDrill;

/** What every screen is given. */
const app = {
  production,
  screen,
  day: null,
  at: (rest) => `/p/${production}/${rest}`,
  tell(text) {
    told.textContent = text;
  },
  async go(rest, text = "") {
    history.pushState(null, "", app.at(rest));
    await draw();
    app.tell(text);
  },
  /** Kept on the phone: say so, and for ten seconds offer to take it back. */
  async kept(ids, text = words("kept.told")) {
    await app.go("today", text);
    const held = (await waiting()).filter((one) => ids.includes(one.record.id) && one.go_at > Date.now());
    if (held.length) offerBack(ids, Math.max(...held.map((one) => one.go_at)));
  },
};

function offerBack(ids, until) {
  const node = button(words("kept.take_back"), async () => {
    const back = await takeBack(ids);
    node.remove();
    await draw();
    app.tell(words(back ? "kept.taken_back" : "kept.gone"));
  }, { class: "plain", id: "take-back" });
  document.getElementById("take-back")?.remove();
  told.after(node);
  setTimeout(() => node.remove(), until - Date.now());
}

async function draw() {
  app.day = await load(production);
  await above();
  const [, , , name = "today", id = ""] = location.pathname.split("/").map(decodeURIComponent);
  const asked = Object.fromEntries(new URLSearchParams(location.search));
  const shown = SCREENS[name] || SCREENS.today;
  app.tell("");
  document.getElementById("take-back")?.remove();
  try {
    if (!app.day && !shown.withoutDay) throw new Error(words("day.none"));
    const node = await shown.screen(app, { ...asked, id });
    screen.replaceChildren(...node.filter(Boolean));
  } catch (failure) {
    screen.replaceChildren(h("h1", {}, "Showclear"), ...notHere(failure));
  }
  const title = screen.querySelector("h1");
  document.title = `${title?.textContent || ""} · Showclear`;
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
  scrollTo(0, 0);
  document.documentElement.dataset.ready = name;
  offered();
}

function notHere(failure) {
  return [h("p", {}, failure.message), h("a", { class: "button", href: "/sign-in", data: { away: "" } }, words("way.sign_in"))];
}

// The banner: whether anything is held, and how this phone stands with the service.
async function above() {
  const queue = await waiting();
  const banner = document.getElementById("banner");
  const { day } = app;
  banner.classList.toggle("held", Boolean(day?.hold));
  const holds = day?.holds || [];
  const reasons = holds.map((one) => h("p", { class: "quiet" }, holdWords(one)));
  // What nobody heard of lately may be otherwise by now.
  const old = heardAgo();
  if (day && !day.hold && standing.way !== "ok" && old >= 1) reasons.push(h("p", { class: "quiet" }, words("banner.as_heard", { minutes: old })));
  banner.replaceChildren(...(day ? [h("p", {}, words(day.hold ? "banner.hold" : "banner.no_hold")), ...reasons] : [h("p", {}, words("banner.unknown"))]));
  const state = document.getElementById("state");
  state.replaceChildren(h("a", { href: app.at("outbox") }, stateWords(queue)));
  document.querySelectorAll("[data-to]").forEach((one) => { one.href = app.at(one.dataset.to); });
}

// How many minutes old what is shown is, as old as the day that was kept last; null where nothing was.
function heardAgo() {
  const since = standing.way === "full" ? app.day?.fetched : heard();
  return since ? Math.round((Date.now() - since) / 60_000) : null;
}

function stateWords(queue) {
  const count = queue.length;
  const refused = queue.filter((one) => one.state === "refused").length;
  const minutes = heardAgo();
  const way = words(`way.${standing.way}`, { minutes: minutes ?? "?" });
  return [way, count ? words("way.queued", { count }) : words("way.nothing_queued"), refused ? words("way.refused", { count: refused }) : ""].filter(Boolean).join(" · ");
}

// A link on this page leads to the next screen, with or without a signal.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.dataset.away !== undefined || event.ctrlKey || event.metaKey || link.target) return;
  const url = new URL(link.href);
  const name = url.pathname.split("/")[3];
  if (url.origin !== location.origin || !url.pathname.startsWith(`/p/${production}/`) || !(name in SCREENS)) return;
  event.preventDefault();
  history.pushState(null, "", url);
  draw();
});
window.addEventListener("popstate", draw);
document.addEventListener("failed", ({ detail }) => {
  app.tell(failureWords(detail));
  if (detail instanceof NotKept) offerFile().then(sendUnkept).then(sentAnyway, () => {});
  detail.node?.scrollIntoView({ block: "center" });
  (detail.node?.querySelector("input, select, textarea, [tabindex]") || told).focus?.();
});

function failureWords(failure) {
  if (failure.name === "NotAllowedError") return words("sign.passkey_not_used");
  if (failure.code && failure.where) return problem(failure);
  return failure.name === "QuotaExceededError" ? words("kept.full") : words(failure.message);
}

// What could not be kept is still here as long as this page is: as a file it gets away.
async function offerFile() {
  const file = URL.createObjectURL(await exported(production));
  const node = h("a", { class: "button", id: "not-kept", href: file, download: "showclear-not-recorded.json", data: { away: "" } }, words("kept.as_file", { count: unkept().length }));
  document.getElementById("not-kept")?.remove();
  told.after(node);
}

// No room here, but a signal: then it is not lost, and the screen says where it is.
function sentAnyway(whole) {
  if (!whole) return;
  document.getElementById("not-kept")?.remove();
  app.tell(words("kept.sent_anyway"));
  sync();
}

let drawing = 0;
for (const event of ["day", "outbox", "sync"]) {
  document.addEventListener(event, () => {
    clearTimeout(drawing);
    drawing = setTimeout(refreshed, 50);
  });
}

async function refreshed() {
  const name = location.pathname.split("/")[3] || "today";
  if (document.documentElement.dataset.ready === undefined) return;
  app.day = await load(production);
  await above();
  if (!DRAWN_ANEW.has(name) && app.day && screen.querySelector("form, section, fieldset")) return;
  const focused = document.activeElement?.id;
  const { scrollY } = window;
  const [, , , , id = ""] = location.pathname.split("/").map(decodeURIComponent);
  const shown = SCREENS[name] || SCREENS.today;
  if (!app.day) return;
  const node = await shown.screen(app, { ...Object.fromEntries(new URLSearchParams(location.search)), id });
  const opened = [...screen.querySelectorAll("details[id][open]")].map((one) => one.id);
  screen.replaceChildren(...node.filter(Boolean));
  for (const one of opened) document.getElementById(one)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
  scrollTo(0, scrollY);
}

document.getElementById("light").addEventListener("click", () => {
  const root = document.documentElement;
  root.dataset.light = root.dataset.light === "night" ? "sun" : "night";
  localStorage.setItem("showclear-light", root.dataset.light);
});
document.getElementById("language").addEventListener("click", () => choose(language === "en" ? "es" : "en"));
document.getElementById("concern").href = `/concern/${production}`;
document.querySelectorAll("[data-words]").forEach((one) => { one.textContent = words(one.dataset.words); });
const light = localStorage.getItem("showclear-light");
if (light) document.documentElement.dataset.light = light;

// An address that nothing led to was a tag before the phone's camera.
const [, , , first, tagged] = location.pathname.split("/").map(decodeURIComponent);
if (first === "firearms" && tagged && !document.referrer && performance.getEntriesByType("navigation")[0]?.type === "navigate") await firearm.scanned(tagged);

// A phone that has the day shows it at once; one that comes for the first time waits for it.
if (await load(production)) {
  await draw();
  start(production);
} else {
  await start(production);
  await draw();
}
app.tell(renewed());
if ("serviceWorker" in navigator) install(filling).catch((failure) => console.warn(failure.message));
navigator.storage?.persist?.();
document.getElementById("sync").addEventListener("click", () => sync());
