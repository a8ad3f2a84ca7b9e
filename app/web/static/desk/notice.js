// Decides how a notice that was given to the regulator is written down: by whom, how and under which number. It files nothing.

import { at, tell } from "../service.js";
import { again } from "./live.js";
import { send, signInFirst } from "./sending.js";

const form = at("notice");
let id = "";
let about = "";

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-incident]");
  if (!button) return;
  about = button.dataset.incident;
  at("about").textContent = button.dataset.about;
  id = crypto.randomUUID();
  form.hidden = false;
  at("channel").focus();
});
at("leave")?.addEventListener("click", () => { form.hidden = true; });
form?.addEventListener("input", () => { id = crypto.randomUUID(); });
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = new FormData(form);
  const reference = said.get("reference").trim();
  const body = { to: "regulator", about, channel: said.get("channel").trim(), ...(reference ? { reference } : {}) };
  try {
    await send(form.dataset.production, form.dataset.by, "notice", body, id);
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    return;
  }
  form.reset();
  form.hidden = true;
  tell(form.dataset.sent);
  again();
});
document.documentElement.dataset.ready = "true";
