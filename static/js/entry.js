/* The entry form: each field is saved while its writer goes on, shows its receipt, and never overwrites somebody else unseen. */
import { Outbox } from "./outbox.js";

const form = document.getElementById("entry-form");
const receipt = document.getElementById("receipt");
const texts = JSON.parse(form.dataset.texts);
const page = form.dataset.page;
const bases = new Map(); // the revision that each field was read in, or last saved in
const base = (key) => bases.get(key) ?? Number(form.elements.revision.value);
const TYPING = 1500;
const asks = new Map([...form.querySelectorAll(".ask")].map((ask) => [ask.dataset.key, ask]));
const dirty = new Set();
const outbox = new Outbox(form.dataset.autosave, form.elements.csrf_token.value, hear);

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
  outbox.put(key, JSON.stringify({ typed: typed(key), base: base(key), page }), wait);
}

form.addEventListener("input", ({ target }) => asks.has(target.name) && keep(target.name, ticked(target) ? 0 : TYPING));
form.addEventListener("change", ({ target }) => asks.has(target.name) && dirty.has(target.name) && keep(target.name, 0));
form.addEventListener("submit", () => outbox.forget());

function say(state, text) {
  receipt.className = `receipt ${state}`;
  receipt.textContent = text;
}

function hear(news) {
  if (news.receipt) accept(news);
  else if (news.error) refuse(news);
  else if (!navigator.onLine) say("failed", texts.offline.replace("{count}", news.waiting));
  else if (news.tries) say("failed", texts.waiting.replace("{count}", news.waiting));
  else say("saving", texts.saving);
}

function accept({ receipt: answer, sent: [key], waiting }) {
  bases.set(key, answer.revision);
  settle(key);
  const time = texts.saved.replace("{time}", answer.saved_at);
  note(key, "saved", time);
  if (!waiting) {
    dirty.clear();
    say("saved", time);
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  }
  document.getElementById("progress").innerHTML = answer.progress;
  for (const [other, news] of Object.entries(answer.others)) follow(other, news, answer.revision);
}

/* Somebody else changed a field that is at rest here: show it at once, and say who. */
function follow(key, { told, typed: values }, revision) {
  if (!asks.has(key) || dirty.has(key) || base(key) >= revision) return;
  bases.set(key, revision);
  if (JSON.stringify(typed(key)) === JSON.stringify(values)) return;
  put(key, values);
  note(key, "other", told);
}

function refuse({ error, code, name, body }) {
  if (code === 401) return say("failed", texts.signIn);
  say("failed", error);
  if (!asks.has(name)) return;
  if (body?.told) choose(name, body);
  else note(name, "bad", error);
}

function note(key, kind, text) {
  const place = asks.get(key)?.querySelector(".kept");
  if (!place) return;
  place.className = `kept ${kind}`;
  place.textContent = text;
}

/* A file can be what was still missing. */
document.getElementById("attach")?.addEventListener("saved", async () => {
  const answer = await fetch(form.dataset.progress).catch(() => null);
  if (answer?.ok) document.getElementById("progress").innerHTML = await answer.text();
});

/* ---- two texts, one field ---- */

function settle(key) {
  asks.get(key)?.classList.remove("bad");
  asks.get(key)?.querySelectorAll(".overtaken").forEach((box) => box.remove());
}

function choose(key, { told, typed: theirs, revision }) {
  settle(key);
  note(key, "", "");
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
    button(texts.mine, () => { bases.set(key, revision); keep(key, 0); settle(key); }),
    button(texts.theirs, () => { bases.set(key, revision); put(key, theirs); dirty.delete(key); settle(key); note(key, "saved", told); }),
  );
  box.append(who, words, acts);
  asks.get(key).classList.add("bad");
  asks.get(key).prepend(box);
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

/* ---- what an earlier page could not send ---- */

for (const [key, value] of outbox.fields) {
  if (!asks.has(key)) continue;
  put(key, JSON.parse(value).typed);
  dirty.add(key);
}
weigh();
outbox.flush();
