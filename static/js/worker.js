/* The service worker: keeps the pages that the server marks, for the person who opened them alone, shows them without a connection,
   and sends what waits when the browser says that the connection is back. */
import { drain } from "./queue.js";
import * as store from "./store.js";

const VISITOR = "X-Visitor";
const KEEP = "X-Keep";
const KEPT_AT = "X-Kept-At";
const NOBODY = "-";
const LONGEST = 7 * 24 * 3600 * 1000; // a page is kept
const UNREACHED = new Set([502, 503, 504]);
const GONE = new Set([401, 403, 404, 410]);
const DESK = /[/]jury[/]$/; // it lists all ballots that the juror may still open
const STEPPED_BACK = /[/]conflict$/; // below the ballot that it is about
const channel = new BroadcastChannel("changes");

export function watch({ version, offline, leaves }) {
  const FILES = `files ${version}`;
  const pagesOf = (mark) => `pages ${version} ${mark}`;

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("message", (event) => event.data.keep && event.waitUntil(keepAll(event.data.keep)));
  self.addEventListener("sync", (event) => event.waitUntil(send()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== location.origin) return;
    if (request.method === "POST" && leaves.includes(pathname)) event.waitUntil(admit(NOBODY));
    if (request.method === "POST" && STEPPED_BACK.test(pathname)) event.waitUntil(forget(pathname.replace(STEPPED_BACK, "")));
    if (request.method !== "GET") return;
    if (pathname.startsWith("/static/")) event.respondWith(file(request));
    else if (request.mode === "navigate" || request.destination === "image") event.respondWith(page(event));
  });

  async function install() {
    const files = await caches.open(FILES);
    await files.addAll(offline.map((address) => new Request(address, { credentials: "omit" })));
    await self.skipWaiting();
  }

  async function activate() {
    const names = (await caches.keys()).filter((name) => /^(files|pages) /.test(name) && name.split(" ")[1] !== version);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  }

  /* Files whose address carries a mark of their content never change; of the others the newest there is. */
  async function file(request) {
    const files = await caches.open(FILES);
    const known = await files.match(request);
    if (known && /[?&]v=|[/]vendor[/]/.test(request.url)) return known;
    try {
      const answer = await fetch(request);
      if (answer.ok) await files.put(request, answer.clone());
      return answer;
    } catch (error) {
      if (known) return known;
      throw error;
    }
  }

  async function page(event) {
    const { request } = event;
    let answer;
    try {
      answer = await fetch(request);
    } catch {
      return (await recall(request.url)) ?? (request.mode === "navigate" ? caches.match(offline[0]) : Response.error());
    }
    if (UNREACHED.has(answer.status)) return (await recall(request.url)) ?? answer;
    event.waitUntil(note(request.url, answer.clone()));
    return answer;
  }

  async function note(address, answer) {
    const mark = answer.headers.get(VISITOR);
    if (mark) await admit(mark);
    if (!mark || mark === NOBODY) return;
    const pages = await caches.open(pagesOf(mark));
    if (answer.headers.has(KEEP) && DESK.test(new URL(address).pathname)) await prune(pages, new URL(address).pathname, await answer.clone().text());
    if (GONE.has(answer.status)) await pages.delete(address);
    else if (answer.headers.has(KEEP)) await pages.put(address, await copy(answer));
  }

  /* Of the ballots and their files, those that the desk does not list any more go. */
  async function prune(pages, desk, listing) {
    for (const one of await pages.keys()) {
      const { pathname } = new URL(one.url);
      const [seat] = pathname.startsWith(desk) ? pathname.slice(desk.length).split("/") : [];
      if (seat && !listing.includes(`${desk}${seat}"`)) await pages.delete(one);
    }
  }

  /* The ballot that the juror steps back from, and its files. */
  async function forget(ballot) {
    const pages = await caches.open(pagesOf((await store.visitor()) ?? NOBODY));
    for (const one of await pages.keys()) if (`${new URL(one.url).pathname}/`.startsWith(`${ballot}/`)) await pages.delete(one);
  }

  /* Another person, or nobody: what is kept of the pages of others goes. What they have not sent yet stays for them. */
  async function admit(mark) {
    if (mark === (await store.visitor())) return;
    await store.admit(mark);
    const others = (await caches.keys()).filter((name) => name.startsWith("pages ") && name !== pagesOf(mark));
    await Promise.all(others.map((name) => caches.delete(name)));
  }

  /* The page says by itself that it is a copy, and of when. */
  async function copy(answer) {
    const at = new Date();
    const isPage = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    const body = isPage ? (await answer.text()).replace("<html ", `<html data-kept="${at.toISOString()}" `) : await answer.blob();
    const headers = new Headers(answer.headers);
    headers.set(KEPT_AT, at.getTime());
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
    return new Response(body, { headers });
  }

  async function recall(address) {
    const pages = await caches.open(pagesOf((await store.visitor()) ?? NOBODY));
    const found = await pages.match(address, { ignoreVary: true });
    if (!found || Date.now() - Number(found.headers.get(KEPT_AT)) < LONGEST) return found;
    await pages.delete(address);
  }

  async function keepAll(addresses) {
    for (const address of addresses) {
      if (new URL(address).pathname.startsWith("/static/")) await file(new Request(address)).catch(() => {});
      else await fetch(address).then((answer) => answer.redirected || note(address, answer)).catch(() => {});
    }
  }

  /* An error tells the browser to try again later. */
  async function send() {
    const mark = await store.visitor();
    const { wait } = mark ? await drain(mark, (news) => channel.postMessage(news)) : {};
    if (wait) throw new Error("there is still no connection");
  }
}
