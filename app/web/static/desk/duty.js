// Decides how duty is handed over from a page at a desk (one record, which says who covers), and has it looked up who is reached.

import { ask, at, tell } from "../service.js";
import { again } from "./live.js";
import { send, signInFirst } from "./sending.js";

const form = at("duty");
let id = crypto.randomUUID();

// A duty record says all of somebody's other duties: those recorded last stand there, so that none is lost by a hand-over.
function filled() {
  const { state, other, covered } = at("duty-person").selectedOptions[0].dataset;
  form.elements.state.value = state || "on";
  form.elements.other_duties.value = other || "";
  form.elements.covered_by.value = covered || "";
}

form?.addEventListener("input", () => { id = crypto.randomUUID(); });
at("duty-person")?.addEventListener("change", filled);
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = new FormData(form);
  const other = said.get("other_duties").split("\n").map((one) => one.trim()).filter(Boolean);
  const body = { person: said.get("person"), state: said.get("state"), other_duties: other };
  if (said.get("covered_by").trim()) body.covered_by = said.get("covered_by").trim();
  try {
    await send(form.dataset.production, form.dataset.by, "duty", body, id);
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
    return;
  }
  id = crypto.randomUUID();
  tell(form.dataset.sent);
  again();
  at("told").scrollIntoView({ block: "center" });
});
if (form) filled();

// Once a gap is mended: what the service looks up now enters the ledger, and the day goes on with it.
document.addEventListener("click", async ({ target }) => {
  if (target.id !== "look-again") return;
  try {
    await ask("GET", "/account");
    await ask("POST", `/productions/${form.dataset.production}/preflight`, {});
    tell(form.dataset.sent);
    again();
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
  }
  at("told").scrollIntoView({ block: "center" });
});
