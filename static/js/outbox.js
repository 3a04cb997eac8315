/* A queue of changed fields to one address. A value stays in this browser until the server has receipted it. */
const PREFIX = "outbox ";
const FINAL = new Set([400, 403, 404, 405, 409, 413, 422]); // trying again would not help
const LONGEST = 30_000;

/* Storage may be switched off; then the page still sends, it only cannot remember. */
const store = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key) ?? "[]"); } catch { return []; } },
  write: (key, fields) => { try { fields.length ? localStorage.setItem(key, JSON.stringify(fields)) : localStorage.removeItem(key); } catch { /* not kept */ } },
  keys: () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } },
};

export class Outbox {
  /* `tell` hears {waiting, tries}, {receipt, sent, waiting} and {error, code, name, body}. */
  constructor(address, token, tell) {
    Object.assign(this, { address, token, tell, tries: 0, running: null, timer: 0, later: new Map() });
    this.key = PREFIX + address;
    this.fields = new Map(store.read(this.key));
    addEventListener("online", () => this.flush());
    addEventListener("offline", () => this.report());
    addEventListener("pagehide", () => this.hurry());
    // Coming back may mean that they signed in again in another tab.
    document.addEventListener("visibilitychange", () => document.hidden ? this.hurry() : this.flush());
  }

  /* What earlier pages could not send, whichever address it was for. What is refused stays for its own page. */
  static drain(token, except) {
    for (const key of store.keys().filter((key) => key !== PREFIX + except)) {
      const box = new Outbox(key.slice(PREFIX.length), token, () => {});
      box.quiet = true;
      box.flush();
    }
  }

  get waiting() {
    return this.fields.size;
  }

  /* Kept at once; sent after `wait` milliseconds unless the field changes again before. */
  put(name, value, wait = 0) {
    this.fields.delete(name);
    this.fields.set(name, value);
    store.write(this.key, [...this.fields]);
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

  flush() {
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    clearTimeout(this.timer);
    const passed = new Set();
    const next = () => navigator.onLine && [...this.fields].find(([name]) => !this.later.has(name) && !passed.has(name));
    for (let field = next(); field; field = next()) {
      const wait = await this.send(field, passed);
      if (!wait) continue;
      this.tries += 1;
      if (wait === Infinity) return; // the person has to act first, and was told so
      this.timer = setTimeout(() => this.flush(), Math.min(LONGEST, wait));
      break;
    }
    this.report();
  }

  /* The milliseconds to wait before trying again; 0 when the server has answered for this field. */
  async send([name, value], passed, renewed = false) {
    let answer, body;
    try {
      answer = await fetch(this.address, {
        method: "POST", keepalive: true, redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        body: new URLSearchParams({ csrf_token: this.token, [name]: value }),
      });
      body = await answer.json();
    } catch {
      return this.pause();
    }
    if (answer.ok && body.saved_at) return this.receive(name, value, body);
    if (answer.status === 400 && !renewed && await this.renew()) return this.send([name, value], passed, true);
    if (body.late) { this.tell({ error: body.error, code: 409, name, body }); return Infinity; } // kept here: the deadline may be moved
    if (FINAL.has(answer.status)) return this.refuse(name, value, body, answer.status, passed);
    if (answer.status === 401) { this.tell({ error: body.error, code: 401 }); return Infinity; }
    return 1000 * Number(answer.headers.get("Retry-After")) || this.pause();
  }

  /* A new session, as after signing in again in another tab, wants a token of its own. */
  async renew() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      this.token = page.querySelector("input[name=csrf_token]").value;
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
  refuse(name, value, body, code, passed) {
    if (this.quiet) passed.add(name);
    else this.drop(name, value);
    this.tell({ error: body.error ?? String(code), code, name, body });
    return 0;
  }

  drop(name, value) {
    if (this.fields.get(name) === value) this.fields.delete(name); // else it has changed meanwhile: that is sent too
    store.write(this.key, [...this.fields]);
  }

  /* The page itself is about to send everything. */
  forget() {
    this.later.forEach((timer) => clearTimeout(timer));
    this.later.clear();
    this.fields.clear();
    store.write(this.key, []);
  }

  report() {
    if (this.waiting) this.tell({ waiting: this.waiting, tries: this.tries });
  }
}
