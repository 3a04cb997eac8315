/* The entry form: each field is saved while its writer goes on, shows its receipt, and never overwrites somebody else unseen. */
import { Outbox } from "./outbox.js";
import { touched } from "./touched.js";

const form = document.getElementById("entry-form");
const receipts = [document.getElementById("receipt"), document.getElementById("told")];
const texts = JSON.parse(form.dataset.texts);
const page = form.dataset.page;
const bases = new Map(); // the revision that each field was read in, or last saved in
const base = (key) => bases.get(key) ?? Number(form.elements.revision.value);
const pages = new Map(); // for what an earlier page left behind: its key, so that it does not meet itself as somebody else
const TYPING = 1500;
const LONGEST = 190_000; // the server takes no longer field, whatever its limit
const asks = new Map([...form.querySelectorAll(".ask")].map((ask) => [ask.dataset.key, ask]));
const dirty = new Set();
const undecided = new Set(); // somebody else's text stands beside the own one
const outbox = new Outbox(form.dataset.autosave, form.elements.csrf_token.value, hear, { owner: form.dataset.owner, holds: true });

const controls = (key) => [...form.elements].filter((control) => control.name === key);
const ticked = (control) => control.type === "checkbox" || control.type === "radio";

function typed(key) {
  return controls(key).filter((control) => !ticked(control) || control.checked).map((control) => control.value);
}

function put(key, values) {
  const boxes = controls(key);
  if (boxes.some(ticked)) for (const box of boxes) box.checked = values.includes(box.value);
  else {
    const rows = asks.get(key).querySelector("[data-rows]");
    if (rows) while (controls(key).length < values.length) addRow(rows);
    controls(key).forEach((control, number) => { control.value = values[number] ?? ""; });
  }
  for (const control of controls(key)) control.dispatchEvent(new Event("shown", { bubbles: true }));
  weigh();
}

/* ---- saving ---- */

function keep(key, wait) {
  dirty.add(key);
  weigh();
  const value = JSON.stringify({ typed: typed(key), base: base(key), page: pages.get(key) ?? page, category: form.dataset.category });
  if (undecided.has(key)) return outbox.hold(key, value);
  settle(key);
  if (value.length > LONGEST) outgrow(key, value);
  else outbox.put(key, value, wait);
}

function outgrow(key, value) {
  outbox.hold(key, value);
  refuse({ error: texts.long, name: key });
}

form.addEventListener("input", ({ target }) => asks.has(target.name) && keep(target.name, ticked(target) ? 0 : TYPING));
form.addEventListener("change", ({ target }) => asks.has(target.name) && dirty.has(target.name) && keep(target.name, 0));

/* The button sends what a page without scripts would send, but nothing leaves the page before the server has receipted it. */
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const key of asks.keys()) if (!outbox.fields.has(key) && shown.get(key) !== look(key)) keep(key, 0);
  await outbox.again((key, value) => !undecided.has(key) && value.length <= LONGEST);
  if (outbox.held.size) form.querySelector(".ask.bad")?.querySelector(CONTROLS)?.focus();
  else if (!outbox.waiting && !receipts[0].textContent) say("saved", texts.all);
});

const look = (key) => JSON.stringify(typed(key));
const CONTROLS = ".overtaken button, input, select, textarea";

function say(state, text, ...more) {
  for (const place of receipts) {
    const words = document.createElement("span");
    words.append(text, ...more.map((part) => part.cloneNode(true)));
    place.className = `receipt ${state}`;
    place.replaceChildren(words);
  }
}

function hear(news) {
  if (news.receipt) accept(news);
  else if (news.error) refuse(news);
  else if (!navigator.onLine) say("failed", texts.offline.replace("{count}", news.waiting));
  else if (news.tries) say("failed", texts.waiting.replace("{count}", news.waiting));
  else say("saving", texts.saving);
}

function accept({ receipt: answer, sent: [key, value], waiting }) {
  bases.set(key, answer.revision);
  pages.delete(key);
  if (!outbox.fields.has(key)) dirty.delete(key);
  if (asks.has(key)) shown.set(key, JSON.stringify(JSON.parse(value).typed));
  settle(key);
  const time = texts.saved.replace("{time}", answer.saved_at);
  const said = answer.moved ? `${time}. ${answer.moved}` : time;
  note(key, "saved", said);
  conclude(waiting, said);
  document.getElementById("progress").innerHTML = answer.progress;
  for (const [other, news] of Object.entries(answer.others)) follow(other, news, answer.revision);
}

/* "Saved" is said only while nothing waits and nothing is refused or undecided. */
function conclude(waiting, time) {
  if (outbox.held.size) say("failed", texts.refused.replace("{count}", outbox.held.size));
  else if (!waiting) {
    say("saved", time);
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  }
}

/* Somebody else changed a field that is at rest here: show it at once, and say who. */
function follow(key, { told, typed: values }, revision) {
  if (!asks.has(key) || dirty.has(key) || base(key) >= revision) return;
  bases.set(key, revision);
  if (look(key) === JSON.stringify(values)) return;
  put(key, values);
  shown.set(key, look(key));
  note(key, "other", told);
}

function refuse({ error, code, name, body }) {
  if (code === 401) return say("failed", `${texts.signIn} `, signIn());
  say("failed", outbox.held.size > 1 ? texts.refused.replace("{count}", outbox.held.size) : error);
  if (!asks.has(name)) return;
  if (body?.told) choose(name, body);
  else {
    note(name, "bad", error);
    mark(name, true);
  }
}

function signIn() {
  const link = Object.assign(document.createElement("a"), { href: form.dataset.signIn, target: "_blank", textContent: texts.signInLink });
  link.rel = "noopener";
  return link;
}

function note(key, kind, text) {
  const place = asks.get(key)?.querySelector(".kept");
  if (!place) return;
  place.className = `kept ${kind}`;
  place.textContent = text;
  // The count beside the field may say the same already.
  place.hidden = Boolean(text) && text === asks.get(key).querySelector(".count.over b")?.textContent;
}

function mark(key, bad) {
  asks.get(key)?.classList.toggle("bad", bad);
  for (const control of controls(key)) {
    const notes = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    notes[bad ? "add" : "delete"](`${key}-kept`);
    control.setAttribute("aria-invalid", bad);
    if (notes.size) control.setAttribute("aria-describedby", [...notes].join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

/* A file can be what was still missing. */
document.getElementById("attach")?.addEventListener("saved", async () => {
  const answer = await fetch(form.dataset.progress).catch(() => null);
  if (answer?.ok) document.getElementById("progress").innerHTML = await answer.text();
});

/* ---- two texts, one field ---- */

function settle(key) {
  undecided.delete(key);
  mark(key, false);
  note(key, "", "");
  asks.get(key)?.querySelectorAll(".overtaken").forEach((box) => box.remove());
}

function choose(key, { told, typed: theirs, revision }) {
  settle(key);
  undecided.add(key);
  const box = document.createElement("div");
  box.className = "overtaken";
  box.setAttribute("role", "alert");
  const who = document.createElement("p");
  const words = document.createElement("p");
  const acts = document.createElement("div");
  who.append(Object.assign(document.createElement("b"), { textContent: told }));
  words.className = "lines";
  words.textContent = theirs.filter(Boolean).join("\n") || texts.empty;
  acts.className = "acts";
  acts.append(
    button(texts.mine, () => { settle(key); bases.set(key, revision); keep(key, 0); }),
    button(texts.theirs, () => take(key, theirs, revision, told)),
  );
  box.append(who, words, acts);
  asks.get(key).classList.add("bad");
  asks.get(key).prepend(box);
}

function take(key, theirs, revision, told) {
  bases.set(key, revision);
  put(key, theirs);
  shown.set(key, look(key));
  dirty.delete(key);
  outbox.release(key);
  settle(key);
  note(key, "saved", told);
  conclude(outbox.waiting, told);
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
  made.addEventListener("click", act);
  return made;
}

/* ---- conditions, rows ---- */

function weigh() {
  for (const ask of asks.values()) {
    const { onlyIf, onlyValues } = ask.dataset;
    if (onlyIf) ask.hidden = !onlyValues.split(" ").some((value) => typed(onlyIf).includes(value));
  }
}

function addRow(rows) {
  const last = [...rows.querySelectorAll("[data-row]")].at(-1);
  const row = last.cloneNode(true);
  for (const control of row.querySelectorAll("input")) { control.value = ""; control.removeAttribute("id"); }
  last.after(row);
  rows.querySelector("[data-add-row]").hidden = rows.querySelectorAll("[data-row]").length >= Number(rows.dataset.rows);
  return row;
}

for (const rows of form.querySelectorAll("[data-rows]")) {
  const add = rows.querySelector("[data-add-row]");
  add.hidden = rows.querySelectorAll("[data-row]").length >= Number(rows.dataset.rows);
  add.addEventListener("click", () => addRow(rows).querySelector("input").focus());
}

/* ---- what an earlier page could not send, or the server refused ---- */

const early = [...asks.keys()].filter((key) => controls(key).some(touched)); // typed before this script listened
const shown = new Map([...asks.keys()].filter((key) => !early.includes(key)).map((key) => [key, look(key)])); // as the server knows it

for (const [key, value] of outbox.fields) asks.has(key) ? recall(key, value) : outbox.fields.delete(key); // kept for the form that asks it
for (const key of early) outbox.fields.has(key) || listen(key);
weigh();
outbox.flush();

function listen(key) {
  form.dispatchEvent(new CustomEvent("unsaved", { bubbles: true }));
  keep(key, TYPING);
}

function recall(key, value) {
  const left = JSON.parse(value);
  bases.set(key, left.base);
  pages.set(key, left.page);
  put(key, left.typed);
  dirty.add(key);
  form.dispatchEvent(new CustomEvent("unsaved", { bubbles: true }));
  if (value.length > LONGEST) outgrow(key, value);
}
