// Decides how what is listed on a page is answered from it, without leaving the list; a record does the rest.

import { at, tell } from "../service.js";
import { again } from "./live.js";
import { send, signInFirst } from "./sending.js";

const form = at("answer");
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
document.documentElement.dataset.ready = "true";
