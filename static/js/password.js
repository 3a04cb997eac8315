/* A button beside a password shows what was typed. */
const reveal = () => {
  for (const button of document.querySelectorAll("button[data-reveal][hidden]")) button.hidden = false;
};
reveal();
document.addEventListener("htmx:after:swap", reveal);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-reveal]");
  if (!button) return;
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
});

// A password never leaves the page as plain text that the browser would offer again.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll('button[data-reveal][aria-pressed="true"]')) {
    document.getElementById(button.dataset.reveal).type = "password";
  }
});
