/* The score sheet: every mark is sent at once, shown as saved when the server says so, and set by keyboard or touch. */
import { Outbox } from "./outbox.js";
import { drawer } from "./drawer.js";
import { touched } from "./touched.js";

const form = document.getElementById("ballot");
const receipt = document.getElementById("receipt");
const token = form.elements.csrf_token.value;
const outbox = new Outbox(form.action, token, hear);
const channel = new BroadcastChannel(`ballot ${form.action}`);
const refused = new Map();
const SECOND_DIGIT = 700;

/* ---- receipts ---- */

function say(state, text) {
  receipt.className = `receipt ${state}`;
  receipt.textContent = text;
}

function hear(news) {
  if (news.receipt) accept(news);
  else if (news.error) refuse(news);
  else if (!navigator.onLine) say("failed", receipt.dataset.offline.replace("{count}", news.waiting));
  else if (news.tries) say("failed", receipt.dataset.waiting.replace("{count}", news.waiting));
  else say("saving", receipt.dataset.saving);
}

function accept({ receipt: answer, sent, waiting }) {
  forgive(sent[0]);
  for (const place of document.querySelectorAll("[data-total]")) place.textContent = answer.total ?? "–";
  for (const place of document.querySelectorAll("[data-progress]")) {
    place.textContent = place.dataset.progress.replace("{marked}", answer.marked).replace("{of}", answer.of);
  }
  form.elements.revision.value = answer.revision;
  channel.postMessage([...sent, answer.revision]);
  const [refusal] = refused.values();
  if (refusal) say("failed", refusal.textContent);
  else if (!waiting) say("saved fresh", receipt.dataset.saved.replace("{time}", answer.saved_at));
}

/* The sentence stands beside its field until that field is saved; 401 concerns all of them. */
function refuse({ error, code, name }) {
  if (code === 401) return say("failed", receipt.dataset.signIn);
  say("failed", error);
  forgive(name);
  const place = document.createElement("p");
  place.className = "field-error";
  place.textContent = error;
  const field = form.elements[name];
  (field?.closest?.(".field") ?? radios(name)[0]?.closest(".crit"))?.append(place);
  refused.set(name, place);
}

function forgive(name) {
  refused.get(name)?.remove();
  refused.delete(name);
}

/* Two tabs on one ballot show the same marks. */
channel.onmessage = ({ data: [name, value, revision] }) => {
  put(name, value);
  form.elements.revision.value = revision;
  say("saved", receipt.dataset.elsewhere);
};

/* ---- marks ---- */

const radios = (name) => [...form.querySelectorAll(`input[type=radio][name="${CSS.escape(name)}"]`)];

const box = (name) => form.querySelector(`input[type=checkbox][name="${CSS.escape(name)}"]`);

function put(name, value) {
  if (!form.elements[name]) return;
  if (box(name)) { box(name).checked = value === "1"; return; }
  form.elements[name].value = value;
  explain(name, value);
}

/* What was set before this script listened; of the radios of one criterion, the one that is chosen now. */
const isSet = (control) => control.type !== "hidden" && control.type !== "submit" && touched(control) && (control.type !== "radio" || control.checked);

function explain(name, level) {
  const text = form.querySelector(`template[data-anchor="${CSS.escape(name)}"][data-level="${CSS.escape(level)}"]`);
  const place = document.getElementById(`${name}-anchor`);
  if (text && place) place.textContent = text.content.textContent;
}

function mark(radio, wait = 0) {
  if (!radio || radio.disabled) return;
  radio.checked = true;
  radio.focus();
  explain(radio.name, radio.value);
  outbox.put(radio.name, radio.value, wait);
}

function send({ name, type, checked, value }) {
  explain(name, value);
  outbox.put(name, type === "checkbox" ? String(Number(checked)) : value);
}

form.addEventListener("change", ({ target }) => target.name && send(target));
form.addEventListener("input", ({ target }) => {
  if (target.matches("textarea")) outbox.put(target.name, target.value, 800);
});

/* ---- keyboard ---- */

const criteria = () => [...form.querySelectorAll(".crit:has(input[type=radio]:not(:disabled))")];
const present = () => document.activeElement.closest?.(".crit");
const levels = () => {
  const crit = present() ?? criteria().find((item) => !item.querySelector(":checked")) ?? criteria()[0];
  return [...(crit?.querySelectorAll("input[type=radio]") ?? [])];
};
let typed = { text: "", at: 0, of: "" };

/* A one may become a ten: it is shown at once, and sent when no second digit follows. */
function digit(key, at) {
  const all = levels();
  const name = all[0]?.name;
  const text = at - typed.at < SECOND_DIGIT && typed.of === name ? typed.text + key : key;
  const found = all.find((radio) => radio.value === text) ?? all.find((radio) => radio.value === key);
  if (!found) return;
  typed = { text: found.value, at, of: name };
  const longer = all.some((radio) => radio !== found && radio.value.startsWith(found.value));
  mark(found, longer ? SECOND_DIGIT : 0);
}

function step(by) {
  const all = levels();
  const at = all.findIndex((radio) => radio.checked);
  mark(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

function move(by) {
  const all = criteria();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(present()) + by))];
  (next?.querySelector("input:checked") ?? next?.querySelector("input[type=radio]"))?.focus();
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return;
  keys.open = !keys.open;
  if (keys.open) keys.scrollIntoView({ block: "nearest" });
}

const go = (where) => document.querySelector(`a[data-nav="${where}"]`)?.click();
const KEYS = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), ArrowLeft: () => go("previous"), ArrowRight: () => go("next"),
  n: () => go("unjudged"), x: () => mark(levels().find((radio) => radio.value === "10")),
  "+": () => step(1), "-": () => step(-1), "?": help,
};
const WRITES = "textarea, select, input:not([type=radio]), [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches?.(WRITES)) return;
  const act = /^\d$/.test(event.key) ? () => digit(event.key, event.timeStamp) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/* ---- leaving: first everything is sent, for two seconds at most; what cannot be sent waits in this browser ---- */

const sent = () => Promise.race([outbox.hurry(), new Promise((done) => setTimeout(done, 2000))]);

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-nav]");
  if (!link || !outbox.waiting || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await sent();
  location.assign(link.href);
});

form.addEventListener("submit", async (event) => {
  if (!outbox.waiting) return;
  event.preventDefault();
  await sent();
  if (!outbox.waiting) form.requestSubmit(event.submitter);
});

drawer(form, document.querySelector("a[data-drawer]"));
for (const [name, value] of outbox.fields) put(name, value);
for (const control of form.elements) {
  if (!outbox.fields.has(control.name) && control.name && isSet(control)) send(control);
}
outbox.flush();
Outbox.drain(token, form.action);
