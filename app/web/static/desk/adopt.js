// Decides how a pack is adopted from the page of protocols: one record, which counts from the next day that opens.

import { tell } from "../service.js";
import { send, signInFirst } from "./sending.js";

for (const form of document.querySelectorAll("form.adopt")) {
  const id = crypto.randomUUID();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { production, by, pack, digest, done } = form.dataset;
    try {
      await send(production, by, "protocol_adopted", { pack, digest, reason: new FormData(form).get("reason") }, id);
      form.reset();
      tell(done);
    } catch (refused) {
      if (!signInFirst(refused)) tell(refused.message);
    }
    document.getElementById("told").scrollIntoView({ block: "center" });
  });
}
document.documentElement.dataset.ready = "true";
