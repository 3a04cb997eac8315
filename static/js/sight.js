/* The sheet ends at the lower edge of the window, also while the head of the page is in sight above it: its total and its buttons are seen. */
export function within(sheet) {
  const fit = () => sheet.style.setProperty("--above", `${Math.max(0, Math.round(sheet.parentElement.getBoundingClientRect().top))}px`);
  addEventListener("scroll", fit, { passive: true });
  addEventListener("resize", fit);
  fit();
}
