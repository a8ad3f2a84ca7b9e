// Decides by which words the screens on set speak; they stand in /static/words/{set,terms}.<language>.json and nowhere else.

const LANGUAGES = ["en", "es"];
const chosen = document.cookie.match(/(?:^|; )showclear-language=(\w+)/)?.[1];
const wished = [chosen, ...navigator.languages.map((one) => one.slice(0, 2).toLowerCase())];

export const language = wished.find((one) => LANGUAGES.includes(one)) || "en";
document.documentElement.lang = language;

const parts = ["set", "terms"].map(async (one) => (await fetch(`/static/words/${one}.${language}.json`)).json());
const said = Object.assign({}, ...(await Promise.all(parts)));

/** The words of a key, with values in their places. A key that is not there is shown as it is: a test finds it first. */
export function words(key, values = {}) {
  return (said[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Whether there are words of that key: for terms of records, which may be newer than these words. */
export const knows = (key) => key in said;

/** A term of a record (a kind, a purpose, a role) in people's words, else as it stands there. */
export const term = (group, value) => (knows(`${group}.${value}`) ? words(`${group}.${value}`) : String(value).replaceAll("_", " "));

/** What the service said of a problem, in people's words where there are any of its code. */
export const problem = (told) => (knows(`problem.${told?.code}`) ? words(`problem.${told.code}`) : told?.detail || told?.code || "");

/** A protocol's own text in this language, else in English. */
export const spoken = (texts) => texts?.[language] || texts?.en || "";

/** Speak another language from the next page on. */
export function choose(wanted) {
  document.cookie = `showclear-language=${wanted}; path=/; max-age=31536000; samesite=strict`;
  location.reload();
}
