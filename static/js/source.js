/* Says with the form where the supporter came from: what the link says, else the site it was on. Nothing is kept in the browser. */
export function tellSource(field) {
  if (!field || field.value) return;
  const asked = new URLSearchParams(location.search);
  const source = asked.get("utm_source");
  if (source) {
    field.value = `utm:${source}|${asked.get("utm_medium") ?? ""}`;
    return;
  }
  try {
    const from = new URL(document.referrer);
    if (from.host !== location.host) field.value = `site:${from.hostname}`;
  } catch { /* no referrer, or one that is no address */ }
}

/* Says once that somebody began to write, with nothing about who it is */
export function tellStart(form) {
  form.addEventListener("input", () => navigator.sendBeacon?.(form.dataset.started), { once: true });
}
