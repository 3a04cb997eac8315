/* Asks before a page with unsaved typing is left. Only forms with data-guard; sending the form is leaving in peace, unless a script keeps the page. */
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) changed.add(form);
});
document.addEventListener("unsaved", (event) => changed.add(event.target));
document.addEventListener("submit", (event) => event.defaultPrevented || changed.delete(event.target));
document.addEventListener("reset", (event) => changed.delete(event.target));
document.addEventListener("saved", (event) => changed.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
