/* What this browser could not save into entries where it is not asked any more: shown to be copied, kept until it is removed. */
import { left, lying, release } from "./outbox.js";

const place = document.getElementById("held");
const { owner, address, under, but } = place.dataset;
const fields = new Map(JSON.parse(place.dataset.fields).map(([key, ...rest]) => [key, rest]));
const present = new Set(but.split(" "));
const gone = (at) => at.startsWith(under) && at.endsWith("/autosave") && !present.has(at.slice(under.length).split("/")[0]);

for (const at of address ? [address] : lying(owner).filter(gone)) {
  for (const [key, value] of left(owner, at)) if (fields.has(key)) show(at, key, JSON.parse(value).typed);
}

function show(at, key, typed) {
  const [label, wordings, cells] = fields.get(key);
  const block = place.querySelector("template").content.firstElementChild.cloneNode(true);
  const text = block.querySelector("textarea");
  // Of several drafts, each has a field of this name.
  text.id = document.getElementById(`held-${key}`) ? `held-${key}-${place.querySelectorAll("textarea").length}` : `held-${key}`;
  Object.assign(block.querySelector("label"), { htmlFor: text.id, textContent: label });
  text.value = rows(typed.map((part) => wordings[part] ?? part), cells);
  text.rows = Math.min(12, text.value.split("\n").length + Math.ceil(text.value.length / 80));
  block.querySelector("[data-copy]").addEventListener("click", ({ target }) => copy(text, target));
  block.querySelector("[data-remove]").addEventListener("click", () => remove(at, key, block));
  place.querySelector(".body").append(block);
  place.hidden = false;
}

/* A row of several cells keeps its empty ones: the numbers after a result are not those before it. */
function rows(parts, cells) {
  if (cells === 1) return parts.filter(Boolean).join("\n");
  const found = Array.from({ length: Math.ceil(parts.length / cells) }, (_, row) => parts.slice(row * cells, (row + 1) * cells));
  return found.filter((row) => row.some(Boolean)).map((row) => row.map((part) => part || "–").join(" · ")).join("\n");
}

async function copy(text, button) {
  text.select();
  // Where the connection is not encrypted, or the person said no, there is still the old command, and what is selected.
  const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false) || document.execCommand("copy");
  if (done) button.textContent = button.dataset.copy;
}

function remove(at, key, block) {
  release(owner, at, key);
  block.remove();
  place.hidden = !place.querySelector("textarea");
}
