// Decides when what is read on a page at a desk is drawn anew: as soon as the service says that something was recorded.

const line = document.getElementById("line");
const productions = line.dataset.live.split(" ");
// A browser holds few lines open at a time; productions beyond these are looked at every half minute.
const LINES = 3;
const EVERY_MS = 30_000;

/** The part of this page that news changes, asked for again; what is typed elsewhere on the page stays. */
export function again() {
  const asked = new XMLHttpRequest();
  asked.open("GET", location.href);
  asked.responseType = "document";
  asked.onload = () => {
    const fresh = asked.response?.getElementById("news");
    if (asked.status === 200 && fresh) swap(fresh);
    else if (asked.response?.getElementById("coming")) location.reload();
  };
  asked.send();
}

// The focus stays on the same link or button: what it leads to is the same.
function swap(fresh) {
  const news = document.getElementById("news");
  const { activeElement: active } = document;
  const held = news.contains(active) ? { id: active.id, href: active.getAttribute("href") } : {};
  news.replaceWith(document.importNode(fresh, true));
  if (held.id) document.getElementById(held.id)?.focus();
  else if (held.href) document.querySelector(`#news a[href="${CSS.escape(held.href)}"]`)?.focus();
  document.dispatchEvent(new Event("news"));
}

let pending = 0;
function soon() {
  clearTimeout(pending);
  pending = setTimeout(again, 50);
}

for (const production of productions.slice(0, LINES)) {
  const heard = new EventSource(`/api/v1/productions/${production}/live`);
  heard.addEventListener("record", soon);
  heard.addEventListener("violation", soon);
  heard.addEventListener("message", soon);
  heard.onopen = () => {
    line.textContent = line.dataset.on;
    document.documentElement.dataset.live = "true";
    soon();
  };
  heard.onerror = () => { line.textContent = line.dataset.off; };
}
// What time alone changes, and how far a message came, no line says.
if (productions.length > LINES || line.dataset.also) setInterval(again, EVERY_MS);
