// Decides how somebody without a name is heard from this page: nothing is kept here, and no cookie goes along.

const at = (id) => document.getElementById(id);
const raise = at("raise");
let code = "";

function tell(words) {
  at("told").textContent = words;
  if (words) at("told").scrollIntoView({ block: "center" });
}

async function ask(method, path, body) {
  const answer = await fetch(`/api/v1${path}`, {
    method,
    credentials: "omit",
    cache: "no-store",
    headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
  });
  if (answer.ok) return answer.json();
  const { failed, unknown, busy, noPlace, lacking } = raise.dataset;
  const missing = path.startsWith("/productions/") ? noPlace : unknown;
  throw new Error({ 404: missing, 429: busy, 422: lacking }[answer.status] || failed);
}

function doing(form, deed) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    tell("");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await deed(new FormData(form));
      form.reset();
    } catch (failure) {
      tell(failure instanceof TypeError ? raise.dataset.failed : failure.message);
    } finally {
      button.disabled = false;
    }
  });
}

function show(told) {
  at("state").textContent = at("state").dataset[told.state];
  at("said").textContent = told.detail;
  const items = told.answers.map((one) => {
    const item = document.createElement("li");
    const action = at("actions").content.querySelector(`[value="${CSS.escape(one.action)}"]`);
    item.textContent = `${action?.textContent || one.action}: ${one.detail}`;
    return item;
  });
  at("answers").replaceChildren(...(items.length ? items : [at("answers").dataset.none]));
  at("read").hidden = false;
}

const path = () => `/concerns/${encodeURIComponent(code)}`;

doing(raise, async (said) => {
  const body = { category: said.get("category"), detail: said.get("detail") };
  if (said.get("about").trim()) body.about = said.get("about").trim();
  const told = await ask("POST", `/productions/${raise.dataset.production}/concerns`, body);
  at("new-code").textContent = told.code;
  at("given").hidden = false;
  at("given-title").focus();
});
doing(at("back"), async (said) => {
  code = said.get("code").trim();
  show(await ask("GET", path()));
  at("read-title").focus();
});
doing(at("more"), async (said) => {
  show(await ask("POST", path(), { detail: said.get("detail") }));
  at("read-title").focus();
});
document.documentElement.dataset.ready = "true";
