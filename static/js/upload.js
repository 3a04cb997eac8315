/* Sends a file in pieces: it goes on after a lost connection, a closed tab or an ended session, and can be cancelled. */
const JSON_WANTED = { Accept: "application/json" };
const LONGEST_WAIT = 30_000;
const SESSION = new Set([400, 401]);
const BUSY = new Set([502, 503, 504]);

class Told extends Error {} // a sentence for the person
class Cancelled extends Error {}

const amount = (octets) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: octets < 1e7 ? 1 : 0 })
    .format(octets / 1e6);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const pause = (milliseconds) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
});

class Sender {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.input = form.elements.file;
    this.place = form.querySelector(".sending");
    this.bar = form.querySelector("progress");
    this.line = form.querySelector("#sending-words");
    this.status = form.querySelector("#sending-status");
    this.cancel = form.querySelector("[data-cancel]");
    this.button = form.querySelector("button:not([type])");
    this.limits = JSON.parse(this.words.limits);
    form.addEventListener("submit", (event) => this.submit(event));
    this.cancel.addEventListener("click", () => this.stop());
    // Before the preview looks at it: in pieces each kind has a limit of its own.
    this.input.addEventListener("change", () => this.limit(), { capture: true });
    this.limit();
  }

  limit() {
    const file = this.input.files[0];
    const own = file && this.limits[file.type.split("/")[0]];
    this.input.dataset.maxBytes = own ?? Math.max(...Object.values(this.limits));
    this.refuse("");
  }

  async submit(event) {
    event.preventDefault();
    const file = this.input.files[0];
    if (!file || this.sending) return;
    this.begin();
    try {
      const list = await this.send(file);
      this.attached(file, list);
    } catch (error) {
      if (error instanceof Cancelled) this.say(this.words.cancelled);
      else this.refuse(error instanceof Told ? error.message : this.words.failed);
    } finally {
      this.end();
    }
  }

  begin() {
    this.sending = new AbortController();
    this.told = -1;
    this.refuse("");
    this.place.hidden = this.cancel.hidden = false;
    this.bar.removeAttribute("value");
    this.line.textContent = "";
    this.button.disabled = this.input.disabled = true;
    this.cancel.focus();
    this.leaving = (event) => event.preventDefault();
    addEventListener("beforeunload", this.leaving);
  }

  end() {
    const hadFocus = document.activeElement === this.cancel;
    this.sending = null;
    this.place.hidden = this.cancel.hidden = true;
    this.button.disabled = this.input.disabled = false;
    if (hadFocus) this.button.focus();
    removeEventListener("beforeunload", this.leaving);
  }

  async stop() {
    this.sending?.abort(new Cancelled());
    if (this.upload) await this.ask(this.upload.address, { method: "DELETE" }).catch(() => {});
    this.upload = null;
  }

  async send(file) {
    this.upload = await this.announce(file);
    if (this.upload.offset) this.say(fill(this.words.goesOn, { done: amount(this.upload.offset), size: amount(file.size) }));
    let offset = this.upload.offset;
    while (offset < file.size) offset = await this.piece(file, offset);
    this.progress(file.size, file.size);
    this.say(this.words.examined);
    this.bar.removeAttribute("value");
    const sent = new URLSearchParams({ alt: this.form.elements.alt.value });
    const answer = await this.insist(() => this.ask(this.upload.finish, { method: "POST", body: sent }));
    await this.judge(answer);
    this.upload = null;
    return answer.text();
  }

  async announce(file) {
    const sent = new URLSearchParams({ name: file.name, size: file.size, modified: file.lastModified });
    const answer = await this.insist(() => this.ask(this.words.uploads, { method: "POST", body: sent }));
    await this.judge(answer);
    return answer.json();
  }

  /* One piece; hands back where the next one begins. Whatever interrupts it, the server knows how much has come. */
  async piece(file, offset) {
    const part = file.slice(offset, offset + this.upload.chunk);
    await part.slice(0, 1).arrayBuffer().catch(() => { throw new Told(this.words.changed); });
    let answer;
    try {
      answer = await this.patch(part, offset, file.size);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      this.say(this.words.waits);
      return this.offset();
    }
    if (BUSY.has(answer.status)) await pause(2000);
    if (answer.status === 409 || BUSY.has(answer.status)) return this.offset();
    if (answer.status !== 204) throw new Told(this.sentence(answer.status, answer.text));
    return answer.offset;
  }

  async offset() {
    const answer = await this.insist(() => this.ask(this.upload.address, { method: "HEAD", cache: "no-store" }));
    if (!answer.ok) throw new Told(this.sentence(answer.status, ""));
    return Number(answer.headers.get("Upload-Offset"));
  }

  /* The older way of asking, since only it tells how much of a piece is on its way. */
  patch(part, offset, size) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PATCH", this.upload.address);
      request.setRequestHeader("Content-Type", "application/offset+octet-stream");
      request.setRequestHeader("Upload-Offset", offset);
      request.setRequestHeader("X-CSRFToken", this.form.elements.csrf_token.value);
      request.setRequestHeader("Accept", "application/json");
      request.timeout = 120_000;
      request.upload.onprogress = (event) => this.progress(offset + event.loaded, size);
      request.onload = () => resolve({ status: request.status, text: request.responseText, offset: Number(request.getResponseHeader("Upload-Offset")) });
      request.onerror = request.ontimeout = () => reject(new Error("network"));
      request.onabort = () => reject(new Cancelled());
      this.sending.signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(part);
    });
  }

  ask(address, options) {
    const headers = { ...JSON_WANTED, "X-CSRFToken": this.form.elements.csrf_token.value, ...options.headers };
    return fetch(address, { signal: options.method === "DELETE" ? undefined : this.sending.signal, ...options, headers });
  }

  /* Ask until there is an answer; a lost connection is told and waited for, longer each time. */
  async insist(ask) {
    for (let wait = 1000; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        return await ask();
      } catch (error) {
        if (this.sending.signal.aborted) throw new Cancelled();
        this.say(this.words.waits);
        await pause(wait);
        if (this.sending.signal.aborted) throw new Cancelled();
      }
    }
  }

  async judge(answer) {
    if (!answer.ok) throw new Told(this.sentence(answer.status, await answer.text()));
  }

  sentence(status, text) {
    if (SESSION.has(status)) {
      this.renew();
      return this.words.session;
    }
    try {
      return JSON.parse(text).error || this.words.failed;
    } catch {
      return this.words.failed;
    }
  }

  /* Whoever signs in again in another window gets a new token there; this page takes it when they come back. */
  renew() {
    addEventListener("focus", async () => {
      const page = await fetch(location.href).then((answer) => answer.text()).catch(() => "");
      const token = new DOMParser().parseFromString(page, "text/html").querySelector("#attach input[name=csrf_token]")?.value;
      if (!token) return this.renew();
      for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
    }, { once: true });
  }

  attached(file, list) {
    document.querySelector("#attachment-list").outerHTML = list;
    this.form.reset();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    for (const field of this.form.querySelectorAll("[data-most]")) field.dispatchEvent(new Event("input", { bubbles: true }));
    for (const field of document.querySelectorAll("#attachment-list [data-most]")) field.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.dispatchEvent(new Event("saved", { bubbles: true }));
    this.say(fill(this.words.attached, { name: file.name }));
  }

  progress(done, size) {
    const percent = Math.floor((100 * Math.min(done, size)) / size);
    this.bar.value = percent;
    const words = fill(this.words.sent, { done: amount(done), size: amount(size), percent });
    this.line.textContent = words;
    // Read aloud at every tenth, not at every byte.
    if (Math.floor(percent / 10) !== this.told) this.status.textContent = words;
    this.told = Math.floor(percent / 10);
  }

  say(words) {
    this.status.textContent = words;
    this.line.textContent = words;
  }

  /* Beside the field, as the server would show it; nothing that was typed or chosen is touched. */
  refuse(words) {
    const box = this.input.closest(".field");
    box.querySelector(".field-error")?.remove();
    box.classList.toggle("bad", Boolean(words));
    this.input.toggleAttribute("aria-invalid", Boolean(words));
    this.line.textContent = "";
    if (!words) return;
    const place = document.createElement("div");
    place.className = "field-error";
    place.id = `${this.input.id}-error`;
    place.setAttribute("role", "alert");
    place.append(Object.assign(document.createElement("p"), { textContent: words }));
    this.input.before(place);
    this.input.setAttribute("aria-describedby", place.id);
  }
}

const form = document.querySelector("#attach[data-uploads]");
if (form) new Sender(form);
