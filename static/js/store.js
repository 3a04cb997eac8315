/* What this device keeps: changes until the server has receipted them, in their order; what its last receipts said; whose pages it keeps.
   In IndexedDB, through the library `idb`; where that is switched off, on the page alone. Used by pages and by the service worker. */
const STRICT = { durability: "strict" };
const ready = open();

async function open() {
  try {
    return await globalThis.idb.openDB("awards", 1, {
      upgrade(db) {
        db.createObjectStore("changes", { keyPath: "number", autoIncrement: true });
        db.createObjectStore("known", { keyPath: ["owner", "address"] });
        db.createObjectStore("state");
      },
    });
  } catch {
    return null;
  }
}

const page = { changes: new Map(), known: new Map(), state: new Map(), number: 0 };

async function write(names, act) {
  const db = await ready;
  if (!db) return act(Object.fromEntries(names.map((name) => [name, plain(name)])));
  const transaction = db.transaction(names, "readwrite", STRICT);
  const done = await act(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
  await transaction.done;
  return done;
}

const plain = (name) => ({
  get: (key) => page[name].get(String(key)),
  getAll: () => [...page[name].values()],
  delete: (key) => page[name].delete(String(key)),
  add: (value) => { value.number = ++page.number; page[name].set(String(value.number), value); return value.number; },
  put: (value, key) => page[name].set(String(key ?? value.number ?? [value.owner, value.address]), value),
});

async function read(name, act) {
  const db = await ready;
  return act(db ? db.transaction(name).store : plain(name));
}

/* A random identifier; the shorter way exists only on https. */
export function identifier() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  return [...octets].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* ---- changes ---- */

export const changesOf = (owner) => read("changes", async (store) => (await store.getAll()).filter((one) => one.owner === owner));

export const add = (change) => write(["changes"], ({ changes }) => changes.add(change));

/* The same change with another value. If it has been sent just now, this is a change of its own. */
export const replace = (change) => write(["changes"], async ({ changes }) => {
  const present = await changes.get(change.number);
  if (present?.id === change.id) return changes.put(change);
  const { number: _gone, ...rest } = change;
  return changes.add({ ...rest, id: identifier() });
});

/* The server has it. What was typed into the same change meanwhile goes on as a new one. */
export function receive(change, receipt) {
  return write(["changes", "known"], async ({ changes, known }) => {
    const present = await changes.get(change.number);
    if (present && present.value === change.value) changes.delete(change.number);
    else if (present) changes.put({ ...present, id: identifier(), seen: change.value });
    const before = await known.get([change.owner, change.address]);
    const values = { ...before?.values, ...receipt.others, [change.field]: change.value };
    if (!before || before.revision <= receipt.revision) known.put({ ...receipt, owner: change.owner, address: change.address, values });
  });
}

/* The server has said no: it waits here for the person, and so does what they gave in the same field afterwards. */
export const hold = (change, held) => write(["changes"], async ({ changes }) => {
  const present = await changes.get(change.number);
  if (present) changes.put({ ...present, held });
});

/* The person has decided: nothing in the field waits any more, or only the change that is given. */
export const decide = ({ owner, address, field }, change) => write(["changes"], async ({ changes }) => {
  for (const one of await changes.getAll()) {
    if (one.owner === owner && one.address === address && one.field === field) changes.delete(one.number);
  }
  return change && changes.add(change);
});

/* What the server refused may be tried again, but for what was overtaken; what is not theirs any more only from its own page. */
export const release = (owner, address) => write(["changes"], async ({ changes }) => {
  for (const one of await changes.getAll()) {
    if (one.owner !== owner || !one.held || one.held.stands) continue;
    if (!one.held.gone || one.address === address) changes.put({ ...one, held: undefined });
  }
});

/* The person has read that it was not accepted. */
export const dismiss = (number) => write(["changes"], ({ changes }) => changes.delete(number));

/* ---- receipts, and whose pages are kept ---- */

export const knownOf = (owner, address) => read("known", (store) => store.get([owner, address]));

export const visitor = () => read("state", (store) => store.get("visitor"));

export const admit = (mark) => write(["state"], ({ state }) => state.put(mark, "visitor"));
