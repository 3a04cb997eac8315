/* Shows what was chosen before it is sent, and says at once what is too large. */
const size = (octets) =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: octets < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: octets < 1e6 ? 0 : 1,
  }).format(octets < 1e6 ? Math.max(1, octets / 1e3) : octets / 1e6);

function picture(file) {
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => image.remove();
  return image;
}

function preview(file) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = `${file.name}, ${size(file.size)}`;
  if (file.type.startsWith("image/")) figure.append(picture(file));
  figure.append(caption);
  return figure;
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const place = document.querySelector(`.file-preview[data-for="${CSS.escape(input.id)}"]`);
  const most = Number(input.dataset.maxBytes) || Infinity;
  const large = [...input.files].find((file) => file.size > most);
  const words = place?.dataset.tooLarge.replace("{size}", size(large?.size ?? 0)).replace("{most}", size(most));
  input.setCustomValidity(large ? words ?? "!" : "");
  if (!place) return;
  place.replaceChildren(...[...input.files].map(preview));
  if (!large) return;
  const refusal = document.createElement("p");
  refusal.className = "bad";
  refusal.textContent = words;
  place.prepend(refusal);
});
