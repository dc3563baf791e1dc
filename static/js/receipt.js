/* The receipt while it changes: clocks run down every second, states are fetched every five, as the server writes them. */

const EVERY = 5000;
let region = document.querySelector("[data-receipt]");
let clocks = [];

function startClocks() {
  const now = Date.now();
  clocks = [...region.querySelectorAll("[data-countdown]")].map((element) => ({
    element,
    ends: now + Number(element.dataset.countdown) * 1000,
  }));
}

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function tick() {
  for (const { element, ends } of clocks) {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    element.textContent = clock(left);
    if (left === 0) refresh();
  }
  if (clocks.some(({ ends }) => ends <= Date.now())) clocks = clocks.filter(({ ends }) => ends > Date.now());
}

async function refresh() {
  if (document.hidden || region.dataset.changing !== "yes") return;
  try {
    const answer = await fetch(window.location.href, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-receipt]");
    if (fresh) replaceWith(document.adoptNode(fresh));
  } catch {
    /* Away for a moment: what was true stays on the page. */
  }
}

function replaceWith(fresh) {
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const said = new Set(states(region));
  const unfolded = [...region.querySelectorAll("details[open]")].map((details) => details.id);
  region.replaceWith(fresh);
  region = fresh;
  startClocks();
  unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (focused) document.getElementById(focused)?.focus();
  const news = states(region).filter((state) => !said.has(state));
  if (news.length) announce(news.join(" "));
}

/* Said aloud only when a state has changed, not with every second. */
const states = (from) => [...from.querySelectorAll("[data-say]")].map((line) => line.dataset.say);

function announce(text) {
  document.querySelector("[data-announce]").textContent = text;
}

function copyButton(box) {
  const button = box.querySelector("button");
  const input = box.querySelector("input");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    await navigator.clipboard.writeText(input.value);
    button.textContent = button.dataset.done;
  });
}

startClocks();
setInterval(tick, 1000);
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
document.querySelectorAll("[data-copyable]").forEach(copyButton);
