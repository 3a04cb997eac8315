/* The score sheet: every mark is sent at once, shown as saved when the server says so, and set by keyboard or touch. */
import { Outgoing } from "./outgoing.js";
import { drawer } from "./drawer.js";
import { within } from "./sight.js";
import { touched } from "./touched.js";

const form = document.getElementById("ballot");
const receipt = document.getElementById("receipt");
const SEEN = "seen-";
const shownIn = (name) => form.elements[SEEN + name];
const outgoing = new Outgoing({
  owner: document.getElementById("device").dataset.owner,
  address: form.action,
  token: form.elements.csrf_token.value,
  revision: Number(form.elements.revision.value),
  seen: new Map([...form.elements].filter(({ name }) => name.startsWith(SEEN)).map(({ name, value }) => [name.slice(SEEN.length), value])),
  about: (name) => ({ entry: document.querySelector("h1").textContent.trim(), field: called(name) }),
  tell: hear,
});
const refused = new Map();
const SECOND_DIGIT = 700;

/* ---- receipts ---- */

function say(state, text) {
  receipt.className = `receipt ${state}`;
  receipt.textContent = text;
}

function hear(news) {
  if (news.shown) put(news.shown.field, news.shown.value);
  else if (news.known) settle(news.known);
  else if (news.receipt) accept(news);
  else if (news.error) refuse(news);
  else if (news.session) say("failed", receipt.dataset.signIn);
  else if (!navigator.onLine) say("failed", receipt.dataset.offline.replace("{count}", news.waiting));
  else if (news.tries) say("failed", receipt.dataset.waiting.replace("{count}", news.waiting));
  else say("saving", receipt.dataset.saving);
}

function accept({ change, receipt: answer, waiting, elsewhere }) {
  forgive(change.field);
  if (shownIn(change.field)) shownIn(change.field).value = change.value;
  for (const [field, value] of Object.entries(answer.others ?? {})) if (shownIn(field)) shownIn(field).value = value;
  settle(answer);
  const [refusal] = refused.values();
  if (refusal) say("failed", refusal.dataset.error);
  else if (elsewhere && !waiting) say("saved", receipt.dataset.elsewhere);
  else if (!waiting) say("saved fresh", receipt.dataset.saved.replace("{time}", answer.saved_at));
}

function settle(answer) {
  for (const place of document.querySelectorAll("[data-total]")) place.textContent = answer.total ?? "–";
  for (const place of document.querySelectorAll("[data-progress]")) {
    place.textContent = place.dataset.progress.replace("{marked}", answer.marked).replace("{of}", answer.of);
  }
  lack(answer);
  form.elements.revision.value = answer.revision;
  form.elements.csrf_token.value = outgoing.token;
  for (const [field, value] of Object.entries(answer.values ?? {})) if (shownIn(field)) shownIn(field).value = value;
  if (answer.values) say("saved", receipt.dataset.saved.replace("{time}", answer.saved_at));
}

/* What the ballot still needs; the note that a mark asks for unfolds. */
function lack({ missing = "", owed = [] }) {
  for (const place of document.querySelectorAll("[data-missing]")) place.textContent = missing;
  for (const note of form.querySelectorAll("details[data-note]")) {
    const needed = owed.includes(note.dataset.note);
    note.classList.toggle("owed", needed);
    note.open ||= needed;
  }
}

/* The sentence stands beside its field until that field is saved, with what stands there where it was changed elsewhere. */
function refuse({ change, error, held }) {
  const short = held.stands ? receipt.dataset.choose : error;
  say("failed", short);
  forgive(change.field);
  const place = document.createElement("div");
  place.className = held.stands ? "overtaken" : "field-error";
  place.dataset.error = short;
  place.setAttribute("role", "alert");
  place.append(...(held.stands ? choice(change.field, held.stands, error) : [error]));
  const control = form.elements[change.field];
  (radios(change.field)[0] ?? control)?.closest(".crit")?.append(place);
  refused.set(change.field, place);
  if (held.stands && form.matches(".drawer:not(.open)")) document.querySelector("a[data-drawer]").click();
}

function forgive(name) {
  refused.get(name)?.remove();
  refused.delete(name);
}

/* ---- what was changed elsewhere too: the juror chooses ---- */

function choice(field, { value, told }, error) {
  const both = paragraph(`${told} `);
  both.append(Object.assign(document.createElement("b"), { textContent: inWords(field, value) || receipt.dataset.nothing }));
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(
    button(receipt.dataset.mine, () => outgoing.choose(field, outgoing.seen.get(field))),
    button(receipt.dataset.theirs, () => take(field, value)),
  );
  return [paragraph(error), both, acts];
}

const paragraph = (text) => Object.assign(document.createElement("p"), { className: "lines", textContent: text });

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function take(field, value) {
  outgoing.accept(field, value);
  put(field, value);
  shownIn(field).value = value;
  forgive(field);
  const [refusal] = refused.values();
  if (refusal) say("failed", refusal.dataset.error);
  else say("saved", receipt.dataset.elsewhere);
}

const inWords = (field, value) => radios(field).find((radio) => radio.value === value)?.nextElementSibling.textContent ?? value;

/* ---- marks ---- */

const radios = (name) => [...form.querySelectorAll(`input[type=radio][name="${CSS.escape(name)}"]`)];

/* What the juror calls it: its criterion, or its label. */
function called(name) {
  const [control] = [form.elements[name]].flat();
  const place = (radios(name)[0] ?? box(name) ?? control)?.closest(".crit");
  return (place?.querySelector("h3") ?? box(name)?.nextElementSibling ?? place?.querySelector("label"))?.textContent.trim() ?? "";
}

const box = (name) => form.querySelector(`input[type=checkbox][name="${CSS.escape(name)}"]`);

function put(name, value) {
  if (!form.elements[name]) return;
  if (box(name)) { box(name).checked = value === "1"; return; }
  if (radios(name).length) for (const radio of radios(name)) radio.checked = radio.value === value;
  else form.elements[name].value = value;
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
  outgoing.put(radio.name, radio.value, wait);
}

function send({ name, type, checked, value }) {
  explain(name, value);
  outgoing.put(name, type === "checkbox" ? String(Number(checked)) : value);
}

form.addEventListener("change", ({ target }) => target.name && send(target));
form.addEventListener("input", ({ target }) => {
  if (target.matches("textarea")) outgoing.put(target.name, target.value, 800);
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

/* From mark to mark past the notes, which have a key of their own; after the last criterion the comment. */
function along(back) {
  const all = criteria();
  const following = all.indexOf(present()) + (back ? -1 : 1);
  if (!document.activeElement.matches(".crit input[type=radio]") || following < 0) return null;
  return following < all.length ? () => move(back ? -1 : 1) : () => form.elements.comment.focus();
}

function write() {
  const note = levels()[0]?.closest(".crit").querySelector("details[data-note]");
  if (!note) return;
  note.open = true;
  note.querySelector("textarea").focus();
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
  k: write, n: () => go("unjudged"), x: () => mark(levels().find((radio) => radio.value === "10")),
  "+": () => step(1), "-": () => step(-1), "?": help,
};
const WRITES = "textarea, select, input:not([type=radio]), [contenteditable]";

function meant({ key, shiftKey, timeStamp }) {
  if (key === "Tab") return along(shiftKey);
  return /^\d$/.test(key) ? () => digit(key, timeStamp) : KEYS[key];
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches?.(WRITES)) return;
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  act();
});

/* ---- leaving: first everything is sent, for two seconds at most; what cannot be sent waits in this browser ---- */

const sent = () => Promise.race([outgoing.hurry(), new Promise((done) => setTimeout(done, 2000))]);

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-nav]");
  if (!link || !outgoing.waiting || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await sent();
  location.assign(link.href);
});

form.addEventListener("submit", async (event) => {
  if (navigator.onLine && !outgoing.waiting) return;
  event.preventDefault();
  if (!navigator.onLine) return say("failed", receipt.dataset.offline.replace("{count}", outgoing.waiting));
  await sent();
  if (!outgoing.waiting && !outgoing.held.size) form.requestSubmit(event.submitter);
});

/* What was chosen before this script listened is newer than what an earlier page left. */
const early = [...form.elements].filter((control) => control.name && isSet(control)).map(({ name, type, checked, value }) => ({ name, type, checked, value }));

drawer(form, document.querySelector("a[data-drawer]"));
within(form);
await outgoing.recall();
for (const control of early) {
  put(control.name, control.type === "checkbox" ? String(Number(control.checked)) : control.value);
  send(control);
}
outgoing.flush();
