/* A queue of changed fields to one address, of one person. A value stays in this browser until the server has receipted it. */
const PREFIX = "outbox ";
const FINAL = new Set([400, 403, 404, 405, 409, 413, 422]); // trying again would not help
const LONGEST = 30_000;
const PATIENCE = 60_000; // for one answer
const FAILURES = 2; // of so many fields one after the other: then it is not the field, it is the server
const PARTING_MOST = 60_000; // octets: a browser sends no more than 64 KiB for a page that is being left

/* Storage may be switched off; then the page still sends, it only cannot remember. Another tab may keep fields of the same address, so each is kept and cleared by itself. */
const store = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key) ?? "[]"); } catch { return []; } },
  write: (key, fields) => { try { fields.length ? localStorage.setItem(key, JSON.stringify(fields)) : localStorage.removeItem(key); } catch { /* not kept */ } },
  keep: (key, name, value) => store.write(key, [...store.read(key).filter(([other]) => other !== name), [name, value]]),
  clear: (key, name, value) => store.write(key, store.read(key).filter((field) => field[0] !== name || (value !== undefined && field[1] !== value))),
};

/* What waits in this browser for that address, the end of its waiting, and all addresses that something of this person waits for. */
const keyOf = (owner, address) => `${PREFIX}${owner} ${address}`;
export const left = (owner, address) => store.read(keyOf(owner, address));
export const release = (owner, address, name) => store.clear(keyOf(owner, address), name);
export function lying(owner) {
  const prefix = keyOf(owner, "");
  try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)); } catch { return []; }
}

export class Outbox {
  /* `tell` hears {waiting, tries}, {receipt, sent, waiting} and {error, code, name, body}. What is refused is not sent
     again by itself; with `holds` it stays in this browser, and an outbox made anew sends it once more. */
  constructor(address, token, tell, { owner, holds = false }) {
    Object.assign(this, { address, token, tell, owner, holds, tries: 0, running: null, timer: 0, leaving: false });
    this.later = new Map();
    this.held = new Map();
    this.key = keyOf(owner, address);
    this.fields = new Map(store.read(this.key));
    addEventListener("online", () => this.flush());
    addEventListener("offline", () => this.report());
    addEventListener("pagehide", () => this.part());
    addEventListener("pageshow", () => { this.leaving = false; });
    // Coming back may mean that they signed in again in another tab.
    document.addEventListener("visibilitychange", () => document.hidden ? this.part() : this.back());
  }

  /* How many fields are still to be sent; those that are held wait for the person. */
  get waiting() {
    return [...this.fields.keys()].filter((name) => !this.held.has(name)).length;
  }

  /* Kept at once; sent after `wait` milliseconds unless the field changes again before. */
  put(name, value, wait = 0) {
    this.held.delete(name);
    this.last(name, value);
    store.keep(this.key, name, value);
    clearTimeout(this.later.get(name));
    this.later.set(name, setTimeout(() => { this.later.delete(name); this.flush(); }, wait));
    this.report();
  }

  /* Send now what was to wait; settles when the queue is empty or has to wait for something. */
  hurry() {
    this.later.forEach((timer) => clearTimeout(timer));
    this.later.clear();
    return this.flush();
  }

  part() {
    this.leaving = true;
    return this.hurry();
  }

  back() {
    this.leaving = false;
    return this.flush();
  }

  /* Send once more, too, what was refused and `may` go. */
  again(may) {
    for (const [name, value] of this.held) if (may(name, value)) this.held.delete(name);
    return this.hurry();
  }

  flush() {
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    clearTimeout(this.timer);
    const passed = new Set();
    const rests = (name) => this.later.has(name) || this.held.has(name) || passed.has(name);
    const next = () => navigator.onLine && [...this.fields].find(([name]) => !rests(name));
    let longest = 0;
    for (let field = next(), failures = 0; field && failures < FAILURES; field = next()) {
      const wait = await this.send(field);
      if (wait === Infinity) return this.end(); // the person has to act first, and was told so
      failures = wait ? failures + 1 : 0;
      longest = Math.max(longest, wait);
      if (wait) this.postpone(field, passed);
    }
    if (longest) this.end(Math.min(LONGEST, longest));
    this.report();
  }

  /* One field that cannot be sent does not keep the others waiting. */
  postpone([name, value], passed) {
    passed.add(name);
    if (this.fields.get(name) === value) this.last(name, value);
  }

  last(name, value) {
    this.fields.delete(name);
    this.fields.set(name, value);
  }

  end(wait = 0) {
    this.tries += 1;
    if (wait) this.timer = setTimeout(() => this.flush(), wait);
  }

  /* The milliseconds to wait before trying again; 0 when the server has answered for this field. */
  async send([name, value], renewed = false) {
    let answer, body;
    const sent = new URLSearchParams({ csrf_token: this.token, [name]: value }).toString();
    try {
      answer = await fetch(this.address, {
        method: "POST", keepalive: this.leaving && sent.length < PARTING_MOST, redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": this.token, "X-Visitor": this.owner, "Content-Type": "application/x-www-form-urlencoded" },
        body: sent, signal: AbortSignal.timeout(PATIENCE),
      });
      body = await answer.json();
    } catch {
      return this.pause();
    }
    if (answer.ok && body.saved_at) return this.receive(name, value, body);
    if (answer.status === 400 && !renewed && await this.renew()) return this.send([name, value], true);
    if (body.late) { this.tell({ error: body.error, code: 409, name, body }); return Infinity; } // kept here: the deadline may be moved
    if (FINAL.has(answer.status)) return this.refuse(name, value, body, answer.status);
    if (answer.status === 401) { this.tell({ error: body.error, code: 401 }); return Infinity; }
    return 1000 * Number(answer.headers.get("Retry-After")) || this.pause();
  }

  /* A new session, as after signing in again in another tab, wants a token of its own. */
  async renew() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      this.token = page.querySelector("input[name=csrf_token]").value;
      for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = this.token;
      return true;
    } catch {
      return false;
    }
  }

  pause() {
    return 1000 * 2 ** Math.min(this.tries, 5);
  }

  receive(name, value, receipt) {
    this.tries = 0;
    this.drop(name, value);
    this.tell({ receipt, sent: [name, value], waiting: this.waiting });
    return 0;
  }

  /* The server has said no: the value stays on the page with the sentence beside it, and is not sent again by itself. */
  refuse(name, value, body, code) {
    if (!this.holds) this.drop(name, value);
    else if (this.fields.get(name) === value) this.held.set(name, value); // else it has changed meanwhile
    this.tell({ error: body.error ?? String(code), code, name, body });
    return 0;
  }

  drop(name, value) {
    if (this.fields.get(name) === value) this.fields.delete(name); // else it has changed meanwhile: that is sent too
    store.clear(this.key, name, value);
  }

  /* Kept in this browser, and sent only when the person has decided. */
  hold(name, value) {
    clearTimeout(this.later.get(name));
    this.later.delete(name);
    this.last(name, value);
    this.held.set(name, value);
    store.keep(this.key, name, value);
  }

  /* The person has taken another value in its place. */
  release(name) {
    clearTimeout(this.later.get(name));
    for (const kept of [this.later, this.held, this.fields]) kept.delete(name);
    store.clear(this.key, name);
  }

  report() {
    if (this.waiting) this.tell({ waiting: this.waiting, tries: this.tries });
  }
}
