// Decides where a script of a page finds the words it says: in the page itself, in the page's language.

const spoken = document.getElementById("spoken").content;

/** The words of a key, with values in their places. A key that is not there is shown as it is: a test finds it first. */
export function say(key, values = {}) {
  const found = spoken.querySelector(`[value="${CSS.escape(key)}"]`)?.textContent ?? key;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
