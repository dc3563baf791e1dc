/* How far exports are, fetched as the server writes it while any is under way. Without this file one looks again by a link. */

const EVERY = 2000; // milliseconds, as often as a slice is written
const LONGEST = 30000;
let region = document.querySelector("[data-exports]");
let pause = EVERY;

const changing = () => region.dataset.changing === "yes";
const states = () => [...region.querySelectorAll("[data-say]")].map((line) => line.dataset.say);

function follow() {
  region.querySelector(".again")?.remove();
  if (changing()) setTimeout(look, pause);
}

async function look() {
  if (!document.hidden) pause = (await refresh()) ? EVERY : Math.min(2 * pause, LONGEST);
  follow();
}

/* Whether there was an answer; while there is none, what was true stays on the page. */
async function refresh() {
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-exports]");
    if (fresh) replaceWith(document.adoptNode(fresh));
    return Boolean(fresh);
  } catch {
    return false;
  }
}

/* Said aloud when a state has changed, not with every row. */
function replaceWith(fresh) {
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const said = new Set(states());
  region.replaceWith(fresh);
  region = fresh;
  if (focused) document.getElementById(focused)?.focus();
  const news = states().filter((state) => !said.has(state));
  if (news.length) document.querySelector("[data-announce]").textContent = news.join(". ");
}

follow();
