// Decides what this screen's clock says of the next rung.

import { at } from "../service.js";

const EVERY_MS = 1000;
// From so many minutes on, hours are told.
const LONG_MIN = 120;

// How far this screen's clock is from the service's, as of the page; what is drawn anew says it again.
let ahead = 0;
let said = "";
function counted() {
  const clock = at("clock").dataset;
  if (clock.now !== said) {
    said = clock.now;
    ahead = Date.parse(said) - Date.now();
  }
  for (const one of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((Date.parse(one.dataset.until) - Date.now() - ahead) / 60_000);
    const long = minutes > LONG_MIN;
    const count = long ? Math.floor(minutes / 60) : minutes;
    const words = minutes > 0 ? clock[long ? "hours" : "minutes"].replace("{count}", count) : clock.due;
    if (one.textContent !== words) one.textContent = words;
  }
}
counted();
setInterval(counted, EVERY_MS);
document.addEventListener("news", counted);
document.documentElement.dataset.ready = "true";
