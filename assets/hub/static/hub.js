// Keeps a page as new as the hub: on each event it fetches itself and takes over the parts that changed.
// Without this script everything works too; a reload shows what is new.
"use strict";

const page = document.body.dataset.livePage;
const offline = document.getElementById("offline");
const summary = document.getElementById("summary");
const SPOKEN_EVERY_MS = 60_000;
const FETCHED_EVERY_MS = 800;  // in a rush, changes that come together are shown together
let spokenAt = performance.now();
let fetching = false;
let again = false;

function takeOver(newer) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = newer.getElementById(part.id);
    if (next === null || next.innerHTML === part.innerHTML || isInUse(part)) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const open = [...part.querySelectorAll("details")].map((one) => one.open);
    part.className = next.className;
    part.replaceChildren(...next.childNodes);
    part.querySelectorAll("details").forEach((one, place) => { one.open = open[place] === true; });
    if (focused !== null) sameAs(focused, part)?.focus({ preventScroll: true });
  }
  const note = newer.getElementById("offline");
  if (offline !== null && note !== null) offline.textContent = note.textContent;
  const said = newer.getElementById("summary");
  // A screen reader is told the numbers once a minute, not at every check-in.
  if (said !== null && performance.now() - spokenAt > SPOKEN_EVERY_MS) {
    summary.textContent = said.textContent;
    spokenAt = performance.now();
  }
}

// Somebody is writing there: it must not be taken away.
function isInUse(part) {
  return part.querySelector("details[open] input") !== null;
}

function sameAs(focused, part) {
  if (focused.id) return document.getElementById(focused.id);
  const address = focused.getAttribute("href");
  return address === null ? part.querySelector(focused.tagName) : part.querySelector(`[href="${CSS.escape(address)}"]`);
}

async function renew() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    const answer = await fetch(page, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") { location.reload(); return; }  // the session is over
    if (!answer.ok) throw new Error(String(answer.status));
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  setTimeout(() => {
    fetching = false;
    if (again) { again = false; renew(); }
  }, FETCHED_EVERY_MS);
}

function listen() {
  const events = new EventSource(`/events?seen=${encodeURIComponent(document.body.dataset.version)}`);
  let broken = false;
  events.addEventListener("change", renew);
  events.addEventListener("still", renew);
  events.addEventListener("open", () => { if (broken) renew(); broken = false; });
  events.addEventListener("error", () => {
    broken = true;
    offline.hidden = false;
    if (events.readyState === EventSource.CLOSED) {  // refused: the session may be over
      renew();
      setTimeout(listen, 5000);
    }
  });
}

if (page !== undefined) listen();
