// Decides how a page at a desk writes a record: one that is sent again after a lost answer is the same record.

import { ask } from "../service.js";

/** Send a record of that kind by this person; its receipt. Throws Refused. `id` stays the same while its words do. */
export async function send(production, by, kind, body, id = crypto.randomUUID()) {
  const { page_token: token } = await ask("GET", "/account");
  const record = { id, kind, production, occurred_at: new Date().toISOString(), by, body };
  return ask("POST", `/productions/${production}/records`, record, { "X-Showclear-Page": token });
}

/** Whether the service wants a fresh sign-in first; if so this leaves for it, and comes back. */
export function signInFirst(refused) {
  const wanted = ["auth.missing", "auth.expired", "auth.changed", "auth.fresh_needed"].includes(refused.code);
  if (wanted) location.assign(`/sign-in#after=${encodeURIComponent(location.pathname + location.search)}`);
  return wanted;
}
