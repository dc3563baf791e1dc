/* The supporter's own member: the riding is looked up as the postal code is typed, and can be chosen by its name.
   The server writes every word of it; without this file it asks after sending. */
import { combobox } from "./combobox.js";

const PAUSE = 400; // milliseconds without a key
const WHOLE = /^\s*[a-z]\d[a-z][ -]?\d[a-z]\d\s*$/i; // any other code is looked up when the field is left

export function watchRiding(form) {
  const part = form.querySelector("[data-own-member]");
  if (!part) return;
  const box = [...form.querySelectorAll('input[name="recipients"]')].find((one) => one.value === part.dataset.box);
  const place = part.querySelector("[data-own-choice]");
  const code = form.elements.namedItem("postal_code");
  let waiting;
  let underway;
  let asked = place.querySelector('[name="riding_for"]')?.value ?? "";

  const typed = () => code?.value ?? ""; // a campaign may ask for no code
  const plain = (text) => text.toUpperCase().replace(/[\s-]+/g, "");

  /* What stands in the letter: the chosen one's words, or those for nobody yet */
  const show = () => {
    const riding = place.querySelector('[name="riding"]:checked, [name="riding"][type="hidden"]');
    for (const name of ["name", "role", "salutation", "opening"]) {
      box.dataset[name] = (riding ?? part).dataset[name];
    }
    const label = box.closest("label");
    label.querySelector("strong").textContent = box.dataset.name;
    label.querySelector(".soft").textContent = box.dataset.role;
    part.hidden = !box.checked;
    box.dispatchEvent(new CustomEvent("own-member"));
  };

  /* By name: one list for the whole visit, read when it is first needed */
  const byName = () => {
    const other = place.querySelector(".own-other");
    other.hidden = false;
    const guesses = [...place.querySelectorAll('[name="riding"]')].map((one) => one.value);
    const choose = (riding) => ask(riding).then(() => place.querySelector("summary")?.focus());
    const copy = part.querySelector("[data-combobox]").content.cloneNode(true);
    other.querySelector("[data-other]").replaceChildren(copy);
    combobox(other, part.dataset.names, guesses, choose);
  };

  /* An answer that comes while a button is held down waits: it would move the button from under the finger */
  let released = Promise.resolve();
  form.addEventListener("pointerdown", () => {
    released = new Promise((done) => {
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
    });
  });

  const ask = async (riding = "") => {
    underway?.abort();
    underway = new AbortController();
    asked = typed();
    const body = new URLSearchParams({ postal_code: asked, other_riding: riding });
    try {
      const answer = await fetch(part.dataset.ask, { method: "POST", body, credentials: "omit", signal: underway.signal });
      if (!answer.ok && answer.status !== 429) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      await released;
      place.replaceChildren(...page.body.childNodes);
      part.querySelector(".field-error")?.remove();
      byName();
      show();
    } catch {
      // a newer code was typed, or there is no network: the server asks after sending
    }
  };

  const look = (event) => {
    clearTimeout(waiting);
    if (plain(typed()) === plain(asked)) return;
    if (event.type === "change") ask();
    else if (WHOLE.test(typed())) waiting = setTimeout(ask, PAUSE);
  };
  code?.addEventListener("input", look);
  code?.addEventListener("change", look);
  place.addEventListener("change", show);
  box.addEventListener("change", show);
  byName();
  show();
  if (typed().trim() && plain(typed()) !== plain(asked)) ask(); // filled in by the browser, or kept by it
}
