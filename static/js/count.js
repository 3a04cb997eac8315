/* Counts characters as the server does: by code point, a line break as one; and says at once what it would say. */
function count(input) {
  const place = document.querySelector(`[data-count="${CSS.escape(input.id)}"]`);
  if (!place) return;
  const most = Number(input.dataset.most);
  const length = [...input.value.normalize("NFC").trim()].length;
  const [number, sentence] = place.children;
  number.textContent = length;
  place.classList.toggle("near", length > most * 0.75);
  place.classList.toggle("over", length > most);
  // Said once, when the limit is passed, and not with every further sign.
  const words = length > most ? place.dataset.over : "";
  if (sentence.textContent !== words) sentence.textContent = words;
}

for (const kind of ["input", "shown"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.dataset?.most) count(event.target);
  });
}
for (const input of document.querySelectorAll("[data-most]")) count(input);
