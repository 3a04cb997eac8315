/* The theme changes in place; the same form, posted, keeps it for the next page. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]") || !event.submitter?.value) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const before = document.documentElement.dataset.theme;
  show(form, theme);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
  } catch {
    show(form, before); // not kept, so not shown as kept
  }
});

function show(form, theme) {
  document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
