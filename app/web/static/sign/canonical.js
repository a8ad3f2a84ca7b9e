// Decides the bytes that stand for a JSON value (RFC 8785) and the digest that a sign-off binds; it needs no service.

export const text = new TextEncoder();

/** Canonical JSON (RFC 8785): JavaScript writes numbers and texts so already; keys are put in order. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(",")}}`;
}

/** The digest that a sign-off of this record binds, in hexadecimal (docs/sign-offs.md, step 1). */
export async function digest(record) {
  const { sign_offs: _, ...bound } = record;
  const found = await crypto.subtle.digest("SHA-256", text.encode(`showclear/record/v1\n${canonical(bound)}`));
  return [...new Uint8Array(found)].map((one) => one.toString(16).padStart(2, "0")).join("");
}
