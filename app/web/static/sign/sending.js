// Decides how a record leaves the phone: at once where there is a signal, else as soon as there is one, with its PINs sealed.

import { ask } from "../service.js";
import { sealed } from "./seal.js";

const AGAIN_MS = 3_000;
let key = "";

/** Fetch what PINs are sealed to, while there is a signal. */
export async function prepare() {
  key = (await ask("GET", "/sealing-key")).public_key;
}

/**
 * The receipt. `signed` is the record that the PINs (person to six digits) sign. Without a signal `waiting` is called once,
 * the digits are sealed and forgotten, and the same record is sent again until it arrives; its id makes that harmless.
 */
export async function send(path, record, signed, pins, waiting) {
  try {
    return await post(path, record, pins);
  } catch (failure) {
    if (!isNoSignal(failure)) throw failure;
  }
  waiting();
  const kept = {};
  for (const [person, pin] of Object.entries(pins)) kept[person] = await sealed(key, person, signed, pin);
  for (;;) {
    await new Promise((settle) => setTimeout(settle, AGAIN_MS));
    try {
      return await post(path, record, kept);
    } catch (failure) {
      if (!isNoSignal(failure)) throw failure;
    }
  }
}

function post(path, record, pins) {
  const typed = Object.entries(pins).map(([person, pin]) => `${person}=${pin}`).join(", ");
  return ask("POST", path, record, typed ? { "Showclear-Pins": typed } : {});
}

// What the browser throws when nothing answered.
function isNoSignal(failure) {
  return failure instanceof TypeError || failure.name === "TimeoutError";
}
