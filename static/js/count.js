/* Counts characters as the server does: by code point, a line break as one. */
function count(input) {
  const place = document.querySelector(`[data-count="${CSS.escape(input.id)}"]`);
  if (!place) return;
  const most = Number(input.dataset.most);
  const length = [...input.value.trim()].length;
  place.firstElementChild.textContent = length > most ? `${length} (${place.dataset.over})` : length;
  place.classList.toggle("near", length > most * 0.75);
  place.classList.toggle("over", length > most);
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.most) count(event.target);
});
for (const input of document.querySelectorAll("[data-most]")) count(input);
