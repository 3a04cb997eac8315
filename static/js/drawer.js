/* On a phone the sheet becomes a drawer at the lower edge; without this it stands below the entry. */
export function drawer(sheet, opener) {
  if (!opener) return;
  const words = { false: opener.textContent, true: opener.dataset.close };
  const narrow = matchMedia("(width < 64rem)");

  const set = (open) => {
    sheet.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
    opener.textContent = words[open];
  };
  const fit = () => sheet.classList.toggle("drawer", narrow.matches);

  opener.setAttribute("role", "button");
  opener.setAttribute("aria-controls", sheet.id);
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    set(!sheet.classList.contains("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sheet.classList.contains("open")) {
      set(false);
      opener.focus();
    }
  });
  narrow.addEventListener("change", fit);
  fit();
  set(false);
}
