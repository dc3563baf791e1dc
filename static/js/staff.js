/* Asks before a letter or a page that was changed and not saved is left behind. Everything works without this file. */
for (const form of document.querySelectorAll("form[data-keep]")) {
  let unsaved = form.dataset.keep === "unsaved";
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
