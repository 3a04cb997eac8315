/* What a page gives to the queue: each change is kept on the device at once, sent in its order, and its receipt told to the page. */
import { drain, present } from "./queue.js";
import { add, changesOf, decide, identifier, knownOf, release, replace } from "./store.js";

const SYNC = "changes";

export class Outgoing {
  /* `about` names for a field what the person calls it, kept with the change. `seen` is what the page shows in each field. `tell` hears {change, receipt}, {change, error, held}, {shown: change},
     {waiting, tries} and {session: true}. */
  constructor({ owner, address, token, revision, seen, about, tell }) {
    Object.assign(this, { owner, address, token, revision, seen, about, tell, tries: 0, timer: 0, running: null });
    this.fresh = new Map();
    this.mine = new Map();
    this.held = new Map();
    this.writing = Promise.resolve();
    this.channel = new BroadcastChannel(SYNC);
    this.channel.onmessage = ({ data }) => this.hear(data, true);
    addEventListener("online", () => this.flush());
    addEventListener("offline", () => this.report());
    addEventListener("pagehide", () => this.hurry());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.hurry() : this.flush()));
  }

  /* What an earlier page left, and what the server said since this page was made. */
  async recall() {
    await release(this.owner, this.address);
    const known = await knownOf(this.owner, this.address);
    if (known && known.revision > this.revision) {
      this.revision = known.revision;
      for (const [field, value] of Object.entries(known.values)) if (this.rests(field)) this.show({ field, value });
      this.tell({ known });
    }
    const left = new Set();
    for (const change of await changesOf(this.owner)) {
      if (change.address !== this.address || this.mine.has(change.id)) continue;
      if (this.rests(change.field, left)) this.show(change);
      left.add(change.id);
      this.mine.set(change.id, change);
      if (change.held) this.keep(change, change.held);
    }
  }

  /* Whether nothing in the field waits, but for what is left from before. */
  rests(field, left = new Set()) {
    return ![...this.mine.values()].some((one) => one.field === field && !left.has(one.id));
  }

  show(change) {
    this.seen.set(change.field, change.value);
    this.tell({ shown: change });
  }

  keep(change, held) {
    this.held.set(change.field, { seen: change.seen, ...held });
    this.tell({ change, error: held.error, held });
  }

  /* How many changes of this page are still to be sent; those in a field that is held wait for the person. */
  get waiting() {
    return [...this.mine.values()].filter((one) => !this.held.has(one.field)).length;
  }

  /* Kept at once; sent after `wait` milliseconds unless the field changes again before, or another one is changed. */
  put(field, value, wait = 0) {
    const last = this.fresh.get(field);
    const ripe = Date.now() + wait;
    if (this.held.has(field)) this.choose(field, value);
    else if (last && last.ripe > Date.now()) this.write(last, Object.assign(last, { value, ripe }));
    else this.append({ field, value, ripe });
    this.seen.set(field, value);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.flush(), wait);
    this.report();
  }

  append({ field, value, ripe = 0 }) {
    for (const other of this.fresh.values()) if (other.ripe > Date.now()) this.write(other, Object.assign(other, { ripe: 0 }));
    this.fresh.clear();
    const change = this.made({ field, value, ripe, seen: this.seen.get(field) ?? "" });
    this.fresh.set(field, change);
    this.note(async () => { change.number = await add({ ...change }); this.channel.postMessage({ added: { ...change } }); });
  }

  made(change) {
    const all = { id: identifier(), owner: this.owner, address: this.address, revision: this.revision, about: this.about(change.field), ...change };
    this.mine.set(all.id, all);
    return all;
  }

  write(change) {
    this.note(() => this.mine.has(change.id) && replace({ ...change }));
  }

  note(act) {
    this.writing = this.writing.then(act);
  }

  /* The person has seen both values, and this one holds. */
  choose(field, value) {
    const { stands, seen } = this.held.get(field);
    this.drop(field);
    const change = this.made({ field, value, ripe: 0, seen: stands ? stands.value : seen });
    this.seen.set(field, value);
    this.note(async () => { change.number = await decide(change, { ...change }); });
    return this.flush();
  }

  /* The person has taken what stands there. */
  accept(field, value) {
    this.drop(field);
    this.seen.set(field, value);
    this.note(() => decide({ owner: this.owner, address: this.address, field }));
  }

  drop(field) {
    this.held.delete(field);
    this.fresh.delete(field);
    for (const [id, one] of this.mine) if (one.field === field) this.mine.delete(id);
  }

  /* Send now what was to wait; settles when the queue is empty or has to wait for something. */
  async hurry() {
    clearTimeout(this.later);
    for (const change of this.fresh.values()) if (change.ripe > Date.now()) this.write(Object.assign(change, { ripe: 0 }));
    this.fresh.clear();
    if (this.waiting) this.ask();
    await this.flush();
    if (this.waiting && navigator.onLine && !this.tries) await this.flush(); // given while the queue was being sent
  }

  flush() {
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    clearTimeout(this.timer);
    await this.writing;
    if (!navigator.onLine) return this.report();
    const { session, wait } = await drain(this.owner, (news) => this.spread(news), this.token);
    this.token = present();
    this.tries = wait ? this.tries + 1 : 0;
    if (session) return this.tell({ session });
    if (wait) this.timer = setTimeout(() => this.flush(), wait);
    if (wait) this.ask();
    else if (this.waiting) this.timer = setTimeout(() => this.flush(), Math.max(50, this.ripe() - Date.now()));
    this.report();
  }

  ripe() {
    return Math.max(0, ...[...this.fresh.values()].map((one) => one.ripe));
  }

  /* The service worker goes on when this page is closed, where the browser can do that. */
  ask() {
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register(SYNC)).catch(() => {});
  }

  /* Other pages hear it too: they show the same ballot. */
  spread(news) {
    this.channel.postMessage(news);
    this.hear(news);
  }

  hear(news, elsewhere = false) {
    const change = news.change ?? news.sending ?? news.added;
    if (change?.owner !== this.owner || change.address !== this.address) return;
    if (news.sending) return this.begun(change);
    if (news.added) return this.join(change);
    if (news.receipt) return this.receive(change, news.receipt, elsewhere);
    this.keep(change, news.held);
  }

  begun(change) {
    if (this.fresh.get(change.field)?.id === change.id) this.fresh.delete(change.field);
  }

  /* Given in another window, and sent by whichever of them comes first. */
  join(change) {
    if (this.mine.has(change.id)) return;
    this.mine.set(change.id, change);
    this.show(change);
  }

  receive(change, receipt, elsewhere) {
    const known = this.mine.get(change.id);
    this.mine.delete(change.id);
    if (this.rests(change.field)) this.held.delete(change.field); // it was sent once more
    this.revision = Math.max(this.revision, receipt.revision);
    if (elsewhere && !known && this.rests(change.field)) this.show(change);
    const others = Object.entries(receipt.others ?? {}).filter(([field]) => this.rests(field));
    for (const [field, value] of others) this.show({ field, value });
    this.tell({ change, receipt, waiting: this.waiting, elsewhere: others.length > 0 || (elsewhere && !known) });
  }

  report() {
    if (this.waiting) this.tell({ waiting: this.waiting, tries: this.tries });
  }
}
