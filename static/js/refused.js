/* What the server did not accept: listed with its ballot and the server's sentence until the juror removes it or it can be sent after all. */
import { dismiss } from "./store.js";

const place = document.getElementById("refused");
const sample = place.querySelector("template");

let shown = "";

/* Nothing is touched, nor read aloud again, while the list stays the same. */
export function list(changes, changed) {
  const present = JSON.stringify(changes);
  if (present === shown || (!changes.length && place.hidden)) return;
  shown = present;
  const lines = changes.map((change) => line(change, changed));
  place.querySelector("p").textContent = place.dataset.count.replace("{count}", changes.length);
  place.querySelector("ul").replaceChildren(...lines);
  place.hidden = !changes.length;
}

function line({ number, address, about, value, held }, changed) {
  const made = sample.content.firstElementChild.cloneNode(true);
  made.querySelector("a").href = address;
  if (about?.entry) made.querySelector("a").textContent = about.entry;
  made.querySelector("span").textContent = [about?.field, value].filter(Boolean).join(" – ");
  made.querySelector(".hint").textContent = held.error ?? "";
  made.querySelector("button").addEventListener("click", () => dismiss(number).then(changed));
  return made;
}
