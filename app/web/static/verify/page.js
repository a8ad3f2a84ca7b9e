// Decides how the page that checks files asks and answers; what holds is decided beside it. It can reach no network.

import { check } from "./files.js";
import { parseVkey, parseWitness } from "./note.js";

const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
let said = words.en;

function element(name, content, className) {
  const made = document.createElement(name);
  made.textContent = content;
  if (className) made.className = className;
  return made;
}

const filled = (told, values) => told.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

function speak(language) {
  said = words[language] ?? words.en;
  document.documentElement.lang = language in words ? language : "en";
  for (const one of document.querySelectorAll("[data-says]")) one.textContent = said[one.dataset.says];
}

/** What a person gave beside the file. */
async function givenKeys() {
  const told = (id) => at(id).value.trim();
  const witnesses = await Promise.all(told("witnesses").split(/\s+/).filter(Boolean).map(parseWitness));
  const entry = at("entry").files[0];
  return { key: told("key") ? await parseVkey(told("key")) : null, witnesses, entry: entry ? await entry.text() : undefined };
}

async function answer(blob, name) {
  at("result").replaceChildren(element("p", said.reading));
  at("progress").hidden = false;
  try {
    const found = await check(blob, await givenKeys(), (part) => (at("progress").value = part));
    show(found, name);
  } catch (failure) {
    show({ ok: false, breaks: [{ position: null, kind: failure.kind ?? "browser", words: failure.message }] }, name);
  }
  at("progress").hidden = true;
}

function show(found, name) {
  const lines = found.signatures ? [element("p", found.given ? said.key_given : said.key_from_file)] : [];
  lines.push(element("h2", `${name}: ${found.ok ? said.holds : said.broken}`, found.ok ? "holds" : "broken"));
  if (found.signatures) {
    lines.push(element("p", filled(said.what, found)), element("p", found.root, "exact"));
    lines.push(...found.cosigned.map((one) => element("p", filled(said.cosigned, { name: one.name, at: one.at.toISOString() }))));
    lines.push(...signed(found.signatures));
  }
  if (found.entry) lines.push(element("h3", said.entry), element("pre", JSON.stringify(found.entry, null, 2)));
  if (found.breaks.length) lines.push(table(said.breaks, [said.place, said.kind, said.seen], found.breaks.map(broken)));
  at("result").replaceChildren(...lines);
  at("result").dataset.ok = String(found.ok);
  at("result").focus();
}

const broken = (one) => [one.position ?? said.file, `${one.kind}: ${said[`kind_${one.kind}`] ?? ""}`, one.words];

function signed(signatures) {
  const lines = [];
  const others = Object.entries(signatures.notProvable).map(([method, count]) => `${count} ${method}`).join(", ");
  if (signatures.proven || signatures.failed) lines.push(element("p", filled(said.passkeys, signatures)));
  if (others) lines.push(element("p", filled(said.not_provable, { others })));
  const rows = signatures.keys.map((one) => [one.person, one.rp, one.fingerprint, one.signOffs]);
  if (rows.length) lines.push(table(said.keys, [said.person, said.rp, said.fingerprint, said.count], rows));
  return lines;
}

function table(caption, heads, rows) {
  const made = document.createElement("table");
  made.append(element("caption", caption));
  for (const [cell, line] of [["th", heads], ...rows.map((row) => ["td", row])]) {
    const tr = document.createElement("tr");
    tr.append(...line.map((one) => element(cell, String(one))));
    made.append(tr);
  }
  const outer = element("div", "", "scrolls");
  outer.append(made);
  return outer;
}

at("language").addEventListener("change", (event) => speak(event.target.value));
at("file").addEventListener("change", ({ target }) => target.files[0] && answer(target.files[0], target.files[0].name));
at("check").addEventListener("click", () => {
  const [file] = at("file").files;
  const pasted = at("pasted").value.trim();
  if (pasted) answer(new Blob([`${pasted}\n`]), said.pasted);
  else if (file) answer(file, file.name);
});
at("language").value = (navigator.language ?? "en").slice(0, 2) in words ? navigator.language.slice(0, 2) : "en";
speak(at("language").value);
document.documentElement.dataset.ready = "";
