/* The letter while it is written: addressee, signature and button follow what is ticked and typed. The form works without. */
import { words } from "./numbers.js";
import { watchRiding } from "./own_member.js";
import { tellSource, tellStart } from "./source.js";
import { watchAddress } from "./suggest.js";

const form = document.querySelector("[data-letter-form]");
const find = (selector) => form.querySelector(selector);
const field = (name) => form.elements.namedItem(name);
const boxes = [...form.querySelectorAll('input[name="recipients"]')];
const body = field("body");
tellSource(field("source"));
tellStart(form);

/* Whom it goes to: a box may be for a whole group */
const people = (several) => several.reduce((sum, box) => sum + Number(box.dataset.number), 0);

function showAddressees() {
  const ticked = boxes.filter((box) => box.checked);
  const first = ticked[0] ?? boxes[0];
  if (!first) return;
  const name = find("[data-live-name]");
  name.textContent = ticked.length ? first.dataset.name : name.dataset.nobody;
  find("[data-live-role]").textContent = ticked.length ? first.dataset.role : "";
  find("[data-live-salutation]").textContent = first.dataset.salutation;
  find("[data-live-opening]").textContent = first.dataset.opening;
  const others = find("[data-live-others]");
  others.textContent = ticked.length > 1 ? words(others, people(ticked.slice(1))) : "";
  const send = find("[data-send]");
  send.textContent = ticked.length ? words(send, people(ticked)) : send.dataset.none;
}

/* Who signs it */
function write(target, parts, separator) {
  const text = parts.map((part) => part?.value.trim()).filter(Boolean).join(separator);
  target.textContent = text || target.dataset.empty;
  target.classList.toggle("is-empty", !text);
}

function showSignature() {
  write(find("[data-live-signature]"), [field("first_name"), field("last_name")], " ");
  write(find("[data-live-place]"), [field("city"), field("postal_code")], ", ");
}

/* Back to the original */
function restore(event) {
  event.preventDefault();
  body.value = find("[data-original]").content.textContent;
  body.focus();
}

/* The subject is one line, however it is broken on the screen */
const subject = field("subject");

subject.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) event.preventDefault();
});
subject.addEventListener("input", () => {
  if (/[\r\n]/.test(subject.value)) subject.value = subject.value.replace(/\s*[\r\n]+\s*/g, " ");
});

/* Leaving: asked only if there is something of their own to lose */
const untouched = body.value;
let leaving = false;

window.addEventListener("beforeunload", (event) => {
  if (!leaving && body.value !== untouched) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  if (leaving) event.preventDefault(); /* pressed twice */
  leaving = true;
  setTimeout(() => { leaving = false; }, 5000);
});
window.addEventListener("pageshow", () => { leaving = false; showAddressees(); showSignature(); });

boxes.forEach((box) => box.addEventListener("change", showAddressees));
boxes.forEach((box) => box.addEventListener("own-member", showAddressees));
form.addEventListener("input", showSignature);
find("[data-restore]").addEventListener("click", restore);
watchAddress(form);
watchRiding(form);
document.getElementById("summary")?.focus();
