// Decides who signed a record and who is awaited, by its checklist; whether a signature counts is judged by the service.

/** What each asked signature still waits for: the roles, the words, and the person where the record names them. */
export function awaited(protocol, record, given) {
  const open = [];
  const used = new Set();
  for (const asked of protocol?.sign_offs || []) {
    const signer = given.find((one) => !used.has(one) && asked.role.includes(one.role));
    if (signer) used.add(signer);
    else open.push({ ...asked, person: asked.role.includes("performer") ? record.body.to || "" : "" });
  }
  return open;
}

/** The role in which somebody with these roles signs, and its words: the first that is awaited, else none. */
export function part(open, roles, language) {
  for (const asked of open) {
    const role = asked.role.find((one) => roles.includes(one));
    if (role) return { role, ...words(asked, language) };
  }
  return null;
}

/** The words of an asked signature in a language that it has. */
export function words(asked, language) {
  const spoken = language in asked.statement ? language : "en";
  return { statement: asked.statement[spoken], language: spoken };
}
