// Decides how elements are made: by name, properties and children; no text is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `on…` are listeners, `data` its data attributes, true and false set and leave out, the rest attributes. */
export function h(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** The same in a drawing. */
export function svg(name, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

function filled(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

/** A button that does one thing; while it does, it cannot be pressed again. Failures are told by `failed`. */
export function button(label, deed, properties = {}) {
  const made = h("button", { type: "button", ...properties }, label);
  made.addEventListener("click", async (event) => {
    if (made.getAttribute("aria-busy") === "true") return;
    made.setAttribute("aria-busy", "true");
    try {
      await deed(event);
    } catch (failure) {
      document.dispatchEvent(new CustomEvent("failed", { detail: failure }));
    } finally {
      made.removeAttribute("aria-busy");
    }
  });
  return made;
}

let numbered = 0;

/** An id that no other element has. */
export const fresh = (name) => `${name}-${(numbered += 1)}`;
