// Decides what the buttons beside the receivers of concerns do: name one, end one; the service decides, and asks for a fresh sign-in.

import { ask, at, tell } from "../service.js";
import { signInFirst } from "./sending.js";

const { production } = at("receivers").dataset;

async function asked(rest, body) {
  tell("");
  try {
    await ask("GET", "/account");
    await ask("POST", `/productions/${production}/concern-receivers${rest}`, body);
    location.reload();
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
  }
}

for (const button of document.querySelectorAll("[data-end]")) {
  button.addEventListener("click", () => asked(`/${encodeURIComponent(button.dataset.end)}/end`));
}
at("receiver")?.addEventListener("submit", (event) => {
  event.preventDefault();
  asked("", { person: at("receiver-person").value.trim() });
});
