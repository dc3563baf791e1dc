/* A friendly word about the supporter's own words. Each prompt makes room for an answer; nothing waits for it. Without this file they are just words. */
const form = document.querySelector("[data-letter-form]");
const box = form.querySelector("[data-nudge]");
const say = form.querySelector("[data-nudge-say]");
const body = form.elements.namedItem("body");
const subject = form.elements.namedItem("subject");
const PAUSE = 700; // milliseconds without a key: said when somebody stops, not while they write

const words = (text) => text.trim().split(/\s+/).join(" ");
const original = (name) => words(form.querySelector(`[${name}]`).content.textContent);
const untouched = () => words(body.value) === original("data-original") && words(subject.value) === original("data-original-subject");

/* Said once for each way it can stand */
function follow() {
  const text = untouched() ? say.dataset.same : say.dataset.own;
  if (say.textContent !== text) say.textContent = text;
}

let waiting;
const soon = () => { clearTimeout(waiting); waiting = setTimeout(follow, PAUSE); };

/* Room before the last paragraph: where the letter thanks, the reasons are over */
function makeRoom() {
  const text = body.value.trimEnd();
  const last = text.lastIndexOf("\n\n");
  const place = last < 0 ? text.length : last;
  body.focus();
  body.setSelectionRange(place, place);
  if (!text.slice(0, place).endsWith("\n\n")) body.setRangeText("\n\n", place, place, "end"); // else room was made before
  say.textContent = box.dataset.room;
}

for (const prompt of box.querySelectorAll("[data-prompt]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-text";
  button.textContent = prompt.textContent;
  button.addEventListener("click", makeRoom);
  prompt.replaceChildren(button);
}
form.addEventListener("input", soon);
form.querySelector("[data-restore]").addEventListener("click", soon);
