/* The letter beside its editor, as the server composes it, a moment after each change. Without this file, "Preview" shows it. */

const PAUSE = 250; // milliseconds without a key: shorter than a person waits, longer than between two keys

const panel = document.querySelector("[data-live]");
const form = document.getElementById("letter-form");
let waiting;
let underway;

async function show() {
  underway?.abort();
  underway = new AbortController();
  try {
    const answer = await fetch(panel.dataset.live, { method: "POST", body: new FormData(form), signal: underway.signal });
    if (!answer.ok || answer.redirected) return; // logged out or offline: what stands there stays
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live-letter]");
    const shown = panel.querySelector("[data-live-letter]");
    if (!fresh) return;
    const open = shown.querySelector("details")?.open;
    shown.replaceWith(document.adoptNode(fresh));
    const details = panel.querySelector("[data-live-letter] details");
    if (details && open) details.open = true;
  } catch {
    // a newer change came, or there is no network: what stands there stays
  }
}

if (panel && form) {
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  };
  for (const place of [form, panel]) {
    place.addEventListener("input", soon);
    place.addEventListener("change", soon); // what fills a form for a person may tell of nothing else
  }
}
