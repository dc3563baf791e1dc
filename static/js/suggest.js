/* "Did you mean gmail.com?" as soon as the address is typed. The server knows the near-misses, and is told the domain only;
   it asks the same question after sending where this file does not run. */

export function watchAddress(form) {
  const email = form.elements.namedItem("email");
  const checked = form.querySelector("[data-checked-email]");
  const block = form.querySelector("[data-suggestion]");
  const suggested = block.querySelector("[data-suggested]");

  const settle = (address) => {
    email.value = address;
    checked.value = address;
    block.hidden = true;
    email.focus();
  };

  email.addEventListener("change", async () => {
    block.hidden = true;
    const typed = email.value.trim();
    const at = typed.lastIndexOf("@");
    if (at < 1 || typed === checked.value) return;
    const meant = await ask(form.dataset.suggestFrom, typed.slice(at + 1));
    if (!meant || email.value.trim() !== typed) return;
    suggested.replaceChildren(`${typed.slice(0, at)}@`, document.createElement("wbr"), meant);
    block.hidden = false;
  });

  block.querySelector("[data-use]").addEventListener("click", (event) => {
    event.preventDefault();
    settle(suggested.textContent);
  });
  block.querySelector("[data-keep]").addEventListener("click", (event) => {
    event.preventDefault();
    settle(email.value.trim());
  });
}

async function ask(address, domain) {
  try {
    const answer = await fetch(`${address}?domain=${encodeURIComponent(domain)}`, { credentials: "omit" });
    return answer.ok ? (await answer.json()).meant : "";
  } catch {
    return "";
  }
}
