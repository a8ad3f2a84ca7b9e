// Decides how the whole ledger, or the whole production, is taken away from its page: with a reason, as a file for the browser.

import { ask, at, own, tell } from "../service.js";
import { signInFirst } from "./sending.js";

function taking(form, path, name, asked) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { production, done } = form.dataset;
    try {
      await ask("GET", "/account");
    } catch (refused) {
      if (!signInFirst(refused)) tell(refused.message);
      return;
    }
    const answer = await fetch(`/api/v1/productions/${production}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...own() },
      body: JSON.stringify(asked(new FormData(form))),
    });
    if (!answer.ok) {
      const problem = await answer.json();
      if (!signInFirst(problem)) tell(problem.detail);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${production}${name}.zip`;
    link.click();
    URL.revokeObjectURL(link.href);
    tell(done);
  });
}

taking(at("export"), "exports", "", (said) => ({ reason: said.get("reason"), names: said.has("names") }));
taking(at("archive"), "archives", "-archive", (said) => ({ reason: said.get("reason") }));
document.documentElement.dataset.ready = "true";
