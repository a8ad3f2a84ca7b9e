// Decides what the buttons on the page of drills do: begin one, end one; each is asked of the service, which decides.

import { ask, at, tell } from "../service.js";
import { signInFirst } from "./sending.js";

async function asked(form, rest, body, words = "") {
  tell("");
  try {
    await ask("GET", "/account");
    await ask("POST", `/productions/${form.dataset.production}/drills${rest}`, body);
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
    return;
  }
  sessionStorage.setItem("told", words);
  location.reload();
}

at("begin")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = new FormData(event.target);
  const body = { script: said.get("script") };
  // The case has its own scene; only the production's own things are begun with one of theirs.
  if (said.get("scene").trim() && body.script === "scene") body.scene = said.get("scene").trim();
  asked(event.target, "", body);
});
at("end")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const attended = new FormData(event.target).getAll("attended");
  asked(event.target, `/${event.target.dataset.drill}/end`, attended.length ? { attended } : {}, event.target.dataset.ended);
});

tell(sessionStorage.getItem("told") || "");
sessionStorage.removeItem("told");
document.documentElement.dataset.ready = "true";
