// Decides how a hold is told: on what, and why, in words that accuse nobody.

import { words } from "./words.js";

function subject(text) {
  if (text.startsWith("day")) return words("term.day");
  return text === "production" ? words("term.production") : text.replace(/^\w+:/, "");
}

/** One line of the banner. */
export const holdWords = (one) => words("banner.held", { subject: subject(one.subject), why: one.reason || words(`hold.${one.kind}`) });
