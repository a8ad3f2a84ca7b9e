// Decides what the buttons on the page of people do: invite, take an invitation back, give a role; each is asked of the service.

import { ask, at, tell } from "../service.js";
import { send, signInFirst } from "./sending.js";

const told = at("invitation");
const { production, by } = told.dataset;

function onClick(selector, deed) {
  for (const button of document.querySelectorAll(selector)) {
    button.addEventListener("click", () => trying(() => deed(button)));
  }
}

async function trying(deed) {
  tell("");
  try {
    await deed();
  } catch (refused) {
    if (!signInFirst(refused)) tell(refused.message);
    at("told").scrollIntoView({ block: "center" });
  }
}

onClick("[data-invite]", async (button) => {
  await ask("GET", "/account");
  const made = await ask("POST", `/productions/${production}/invites`, { person: button.dataset.invite });
  at("invited-whom").textContent = made.person;
  at("link").textContent = made.link;
  at("until").textContent = new Date(made.expires_at).toLocaleString(document.documentElement.lang);
  at("code").src = URL.createObjectURL(new Blob([made.code], { type: "image/svg+xml" }));
  told.hidden = false;
  at("invited").focus();
});
onClick("[data-revoke]", async (button) => {
  await ask("GET", "/account");
  await ask("POST", `/productions/${production}/invites/${button.dataset.revoke}/revoke`);
  button.closest("li").remove();
  tell(told.dataset.revoked);
});
at("give").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => {
    const said = new FormData(at("give"));
    const body = { person: said.get("person"), role: said.get("role"), from_at: new Date().toISOString() };
    if (said.get("until_at")) body.until_at = new Date(`${said.get("until_at")}T23:59:59`).toISOString();
    await send(production, by, "role", body);
    at("give").reset();
    tell(told.dataset.given);
  });
});
document.documentElement.dataset.ready = "true";
