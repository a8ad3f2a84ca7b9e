// Decides how the whole ledger is taken away from its page: asked for with a reason, handed to the browser as a file.

import { ask, own, tell } from "../service.js";
import { signInFirst } from "./sending.js";

const form = document.getElementById("export");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = new FormData(form);
  const { production, done } = form.dataset;
  try {
    await ask("GET", "/account");
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    return;
  }
  const answer = await fetch(`/api/v1/productions/${production}/exports`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...own() },
    body: JSON.stringify({ reason: said.get("reason"), names: said.has("names") }),
  });
  if (!answer.ok) {
    const problem = await answer.json();
    if (!signInFirst(problem)) tell(problem.detail);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${production}.zip`;
  link.click();
  URL.revokeObjectURL(link.href);
  tell(done);
});
document.documentElement.dataset.ready = "true";
