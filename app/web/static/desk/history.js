// Decides how a history that came with a firearm or lot is brought from its page: a file, or what a code held; it checks nothing.

import { ask, at, tell } from "../service.js";
import { signInFirst } from "./sending.js";

const form = at("bring");
const { production, thing, taken, lacking } = form.dataset;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell("");
  try {
    const history = at("file").files[0] ? await at("file").files[0].text() : at("text").value;
    if (!history.trim()) return tell(lacking);
    await ask("GET", "/account");
    const key = at("key").value.trim();
    await ask("POST", `/productions/${production}/histories/${encodeURIComponent(thing)}`, key ? { history, key } : { history });
    sessionStorage.setItem("told", taken);
    location.reload();
  } catch (refused) {
    if (signInFirst(refused)) return;
    tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
  }
});

tell(sessionStorage.getItem("told") || "");
sessionStorage.removeItem("told");
document.documentElement.dataset.ready = "true";
