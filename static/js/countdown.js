/* Keeps "in 3 days" true while a page stays open, by the server's clock and not by the visitor's. */
const server = document.querySelector('meta[name="server-time"]')?.content;
const entry = performance.getEntriesByType("navigation")[0];
const arrived = performance.timeOrigin + (entry?.responseStart ?? 0);
const ahead = server ? Date.parse(server) - arrived : 0;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function away(moment) {
  const seconds = Math.round((moment - Date.now() - ahead) / 1000);
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least * (least > 60 ? 2 : 1)) ?? UNITS[3];
  return words.format(Math.trunc(seconds / size), unit);
}

function tick() {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const text = away(Date.parse(place.dataset.countdown));
    if (place.textContent !== text) place.textContent = text;
  }
}

tick();
setInterval(tick, 1000);
