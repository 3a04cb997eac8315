/* A form is sent once: from the first press until the answer its buttons rest. Coming back to the page wakes them. */
const WAKES_AFTER = 15_000; // where no page came, as after a download or a lost connection
const sent = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (sent.has(form)) return event.preventDefault();
  const rest = { buttons: [], timer: setTimeout(() => wake(form), WAKES_AFTER) };
  sent.set(form, rest);
  // Only afterwards: the browser takes the value of the pressed button along.
  setTimeout(() => {
    if (sent.get(form) !== rest) return;
    rest.buttons = [...form.elements].filter((button) => button.type === "submit" && !button.disabled);
    for (const button of rest.buttons) button.disabled = true;
  });
});

addEventListener("pageshow", () => [...sent.keys()].forEach(wake));

function wake(form) {
  const { buttons, timer } = sent.get(form);
  clearTimeout(timer);
  sent.delete(form);
  for (const button of buttons) button.disabled = false;
}
