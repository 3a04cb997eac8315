/* Sends what waits on this device, one after another in the order in which it was given, each until the server has receipted it.
   A change has an identifier of its own, so that sending it twice saves it once. Used by pages and by the service worker. */
import { changesOf, hold, knownOf, receive, release } from "./store.js";

const LOCK = "changes";
const LONGEST = 30_000;
const PATIENCE = 60_000; // for one answer
const GONE = new Set([403, 404, 410]); // not theirs any more
const REFUSED = new Set([405, 409, 413, 422]); // trying again would not help
const TOKEN = /name="csrf_token" value="([^"]+)"/;

let token = "";
let tries = 0;

/* One page or worker at a time, where the browser can see to it; where not, an identifier keeps each change single. */
const alone = (act) => (globalThis.navigator.locks ? navigator.locks.request(LOCK, act) : act());

/* `tell` hears {sending: change}, {change, receipt} and {change, error, code, held}. Hands back what stopped it: {} when
   nothing waits, {session: true}, or {wait: milliseconds}. The first receipt shows that the server takes changes: what it
   refused before is sent once more. */
export function drain(owner, tell, known = "") {
  token = known || token;
  return alone(async () => {
    let released = false;
    for (let change = next(await changesOf(owner)); change; change = next(await changesOf(owner))) {
      tell({ sending: change });
      const answer = await post(change);
      if (answer.wait || answer.session) return answer;
      await settle(change, answer);
      if (answer.receipt && !released) released = await release(owner) || true;
      tell({ change, ...answer });
    }
    return {};
  });
}

/* The first that is not held; what was given in a field after something that is held waits with it. */
export function next(changes) {
  const stuck = new Set();
  for (const change of changes) {
    const place = `${change.address} ${change.field}`;
    if (change.held) stuck.add(place);
    if (!stuck.has(place)) return change.ripe > Date.now() ? null : change;
  }
  return null;
}

const settle = (change, { receipt, held }) => (receipt ? receive(change, receipt) : hold(change, held));

async function post(change, renewed = false) {
  let answer, body;
  const known = await knownOf(change.owner, change.address);
  const revision = Math.max(change.revision, known?.revision ?? 0); // what this device itself saved meanwhile is no news to it
  try {
    answer = await fetch(change.address, {
      method: "POST", keepalive: true, redirect: "error",
      headers: { Accept: "application/json", "X-CSRFToken": token, "X-Visitor": change.owner },
      body: new URLSearchParams({
        csrf_token: token, change: change.id, revision, [change.field]: change.value, [`seen-${change.field}`]: change.seen,
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    body = await answer.json();
  } catch {
    return pause();
  }
  if (answer.ok && body.saved_at) {
    tries = 0;
    return { receipt: body };
  }
  if (answer.status === 400 && !renewed && await renew(change.address)) return post(change, true);
  if (answer.status === 401 || answer.status === 400) return { session: true };
  if (!GONE.has(answer.status) && !REFUSED.has(answer.status)) return pause(1000 * Number(answer.headers.get("Retry-After")));
  return { code: answer.status, error: body.error, held: { error: body.error, stands: body.overtaken?.[change.field], gone: GONE.has(answer.status) } };
}

function pause(wished) {
  tries += 1;
  return { wait: wished || Math.min(LONGEST, 500 * 2 ** Math.min(tries, 6)) };
}

/* A new session, as after signing in again, wants a token of its own. */
async function renew(address) {
  try {
    token = TOKEN.exec(await (await fetch(address)).text())[1];
    return true;
  } catch {
    return false;
  }
}

/* The token of the present session, for the forms of the page. */
export const present = () => token;
