// Decides how what climbs is answered from its page, and what this screen's clock says of the next rung; a record does the rest.

import { at, tell } from "../service.js";
import { again } from "./live.js";
import { send, signInFirst } from "./sending.js";

const form = at("answer");
const EVERY_MS = 1000;
// From so many minutes on, hours are told.
const LONG_MIN = 120;
let id = crypto.randomUUID();
let to = "";

// The form stands outside of what is drawn anew: words somebody types are not lost when news comes.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-action]");
  if (!button) return;
  const place = button.closest("[data-to]");
  ({ to } = place.dataset);
  at("about").textContent = place.dataset.about;
  form.querySelector(`[value="${button.dataset.action}"]`).checked = true;
  form.hidden = false;
  id = crypto.randomUUID();
  at("detail").focus();
  form.scrollIntoView({ block: "center" });
});
at("leave").addEventListener("click", () => { form.hidden = true; });
form.addEventListener("input", () => { id = crypto.randomUUID(); });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = new FormData(form);
  const detail = said.get("detail").trim();
  if (!detail) return tell(form.dataset.lacking);
  try {
    await send(form.dataset.production, form.dataset.by, "response", { to, action: said.get("action"), detail }, id);
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    return;
  }
  form.reset();
  form.hidden = true;
  tell(form.dataset.sent);
  again();
  at("told").scrollIntoView({ block: "center" });
});

// How far this screen's clock is from the service's, as of the page; what is drawn anew says it again.
let ahead = 0;
let said = "";
function counted() {
  const clock = at("clock").dataset;
  if (clock.now !== said) {
    said = clock.now;
    ahead = Date.parse(said) - Date.now();
  }
  for (const one of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((Date.parse(one.dataset.until) - Date.now() - ahead) / 60_000);
    const long = minutes > LONG_MIN;
    const count = long ? Math.floor(minutes / 60) : minutes;
    const words = minutes > 0 ? clock[long ? "hours" : "minutes"].replace("{count}", count) : clock.due;
    if (one.textContent !== words) one.textContent = words;
  }
}
counted();
setInterval(counted, EVERY_MS);
document.addEventListener("news", counted);
document.documentElement.dataset.ready = "true";
