// Decides how somebody says on their own phone that they are at a meeting: one tap, a statement about that meeting.

import { button, h } from "../dom.js";
import { keep } from "../outbox.js";
import { written } from "../records.js";
import { words } from "../words.js";

export async function screen(app, { meeting }) {
  const here = async () => {
    const body = { about: meeting, stance: "confirms", claim: words("check_in.claim") };
    const record = written(app.day, "statement", body);
    await keep([{ record }]);
    await app.kept([record.id], words("check_in.kept"));
  };
  if (!meeting) return [h("h1", {}, words("check_in.title")), h("p", {}, words("check_in.scan"))];
  return [
    h("h1", {}, words("check_in.title")),
    h("p", {}, words("check_in.who", { name: app.day.called(app.day.me) })),
    button(words("check_in.here"), here, { class: "big", id: "here" }),
  ];
}
