// Decides where a phone keeps things: one IndexedDB; what is told as kept was committed there.

const STORES = ["kept", "outbox", "photos", "drafts", "receipts"];

const opened = new Promise((settle, fail) => {
  const asked = indexedDB.open("showclear", 1);
  asked.onupgradeneeded = () => STORES.forEach((one) => asked.result.createObjectStore(one));
  asked.onsuccess = () => settle(asked.result);
  asked.onerror = () => fail(asked.error);
});

async function within(store, mode, deed, further = false) {
  const database = await opened;
  return new Promise((settle, fail) => {
    // Strict: the phone may die right after it said "recorded".
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const asked = deed(transaction.objectStore(store));
    // Said at once that no more comes: it stands even if the page is gone the next moment.
    if (mode === "readwrite" && !further) transaction.commit();
    transaction.oncomplete = () => settle(asked?.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error || new DOMException("aborted", "AbortError"));
  });
}

export const get = (store, key) => within(store, "readonly", (one) => one.get(key));
export const all = (store) => within(store, "readonly", (one) => one.getAll());
export const keys = (store) => within(store, "readonly", (one) => one.getAllKeys());
export const put = (store, key, value) => within(store, "readwrite", (one) => one.put(value, key));
export const clear = (store) => within(store, "readwrite", (one) => one.clear());
export const remove = (store, key) => within(store, "readwrite", (one) => one.delete(key));

/** Keep what is a help and no record, where there is room: whether there was. */
export const noted = (store, key, value) => put(store, key, value).then(() => true, () => false);

/** Several at once: all of them are kept, or none. `pairs`: [store, key, value][] */
export async function putAll(pairs) {
  const database = await opened;
  return new Promise((settle, fail) => {
    const names = [...new Set(pairs.map(([store]) => store))];
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    for (const [store, key, value] of pairs) transaction.objectStore(store).put(value, key);
    transaction.commit();
    transaction.oncomplete = () => settle();
    transaction.onerror = transaction.onabort = () => fail(transaction.error || new DOMException("aborted", "AbortError"));
  });
}

/** Change every value of a store, all or none: `change` gets each and gives what to keep, or undefined to leave it. */
export function alterEach(store, change) {
  return within(store, "readwrite", (one) => {
    const asked = one.openCursor();
    asked.onsuccess = () => {
      const at = asked.result;
      if (!at) return;
      const next = change(at.value);
      if (next !== undefined) at.update(next);
      at.continue();
    };
    return asked;
  }, true);
}

/** Change one value as it stands: `change` gets it and gives what to keep, or undefined to remove it. */
export function alter(store, key, change) {
  return within(store, "readwrite", (one) => {
    const asked = one.get(key);
    asked.onsuccess = () => {
      const next = change(asked.result);
      if (next === undefined) one.delete(key);
      else one.put(next, key);
    };
    return asked;
  }, true);
}
