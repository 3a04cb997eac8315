/* What this browser could not save into an entry that can no longer be written on: shown to be copied, kept until it is removed. */
import { left, release } from "./outbox.js";

const place = document.getElementById("held");
const blocks = new Map([...(place?.querySelectorAll("[data-key]") ?? [])].map((block) => [block.dataset.key, block]));

for (const [key, value] of place ? left(place.dataset.owner, place.dataset.address) : []) if (blocks.has(key)) show(key, JSON.parse(value).typed);

function show(key, typed) {
  const block = blocks.get(key);
  const wordings = JSON.parse(block.dataset.options);
  const text = block.querySelector("textarea");
  text.value = typed.map((part) => wordings[part] ?? part).filter(Boolean).join("\n");
  text.rows = Math.min(12, text.value.split("\n").length + Math.ceil(text.value.length / 80));
  block.querySelector("[data-copy]").addEventListener("click", ({ target }) => copy(text, target));
  block.querySelector("[data-remove]").addEventListener("click", () => remove(key, block));
  place.hidden = block.hidden = false;
}

async function copy(text, button) {
  text.select();
  // Where the connection is not encrypted, or the person said no, there is still the old command, and what is selected.
  const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false) || document.execCommand("copy");
  if (done) button.textContent = button.dataset.copy;
}

function remove(key, block) {
  release(place.dataset.owner, place.dataset.address, key);
  block.hidden = true;
  place.hidden = [...blocks.values()].every((one) => one.hidden);
}
