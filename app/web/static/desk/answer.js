// Decides how a violation is answered from its page: one record, which the judgement weighs; the page decides nothing.

import { tell } from "../service.js";
import { again } from "./live.js";
import { send, signInFirst } from "./sending.js";

const form = document.getElementById("answer");
let id = crypto.randomUUID();

form?.addEventListener("input", () => { id = crypto.randomUUID(); });
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = new FormData(form);
  const detail = said.get("detail").trim();
  if (!said.get("action") || !detail) return tell(form.dataset.lacking);
  const { production, to, by } = form.dataset;
  try {
    await send(production, by, "response", { to, action: said.get("action"), detail }, id);
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    return;
  }
  form.reset();
  id = crypto.randomUUID();
  tell(form.dataset.sent);
  again();
  document.getElementById("told").scrollIntoView({ block: "center" });
});
document.documentElement.dataset.ready = "true";
