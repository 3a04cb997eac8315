/* Without a connection: the banner of the page, the service worker that keeps it, and the sending of what waits. */
import { drain } from "./queue.js";
import { list } from "./refused.js";
import { changesOf, release } from "./store.js";

const place = document.getElementById("device");
const { owner, worker, kept, offline } = place.dataset;
const isBallot = Boolean(document.getElementById("ballot")); // which sends by itself
const channel = new BroadcastChannel("changes");
let since = document.documentElement.dataset.kept; // the service worker says so when the page is its copy

const sameBallot = ({ address }) => address === document.getElementById("ballot").action; // it shows its own

async function say() {
  const changes = await changesOf(owner);
  list(changes.filter((one) => one.held && !(isBallot && sameBallot(one))), say);
  place.hidden = navigator.onLine && !since;
  if (place.hidden) return;
  const when = since && new Date(since).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const count = changes.filter((one) => !one.held).length;
  place.querySelector("p").textContent = (since ? kept.replace("{when}", when) : offline).replace("{count}", count);
}

async function send() {
  if (!navigator.onLine) return;
  await release(owner);
  const { wait } = await drain(owner, (news) => channel.postMessage(news));
  say();
  if (wait) setTimeout(send, wait);
  else if (since) location.reload();
}

/* The first page of all came before the worker: it is told what to keep. */
async function register() {
  await navigator.serviceWorker.register(worker, { type: "module" });
  if (navigator.serviceWorker.controller) return;
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: [location.href, ...used()] });
}

const used = () => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(location.origin));

function back() {
  if (isBallot) since = undefined; // what it shows is brought up to date by its receipts
  else send();
  say();
}

addEventListener("online", back);
addEventListener("offline", say);
channel.addEventListener("message", say);
say();
if (!isBallot) send();
if (navigator.serviceWorker) {
  if (document.readyState === "complete") register().catch(() => {});
  else addEventListener("load", () => register().catch(() => {}));
}
