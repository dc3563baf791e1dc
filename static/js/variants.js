/* Empty places for variants wait behind a button, "Another subject", one after the other. Without this file all of them are there. */
const empty = (place) =>
  [...place.querySelectorAll("input, textarea")].every((field) => (field.type === "checkbox" ? !field.checked : !field.value));

for (const group of document.querySelectorAll("[data-more]")) {
  const waiting = [...group.children].filter((place) => place.matches(".field") && empty(place) && !place.querySelector(".field-error"));
  if (!waiting.length) continue;
  waiting.forEach((place) => { place.hidden = true; });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = group.dataset.more;
  button.addEventListener("click", () => {
    const place = waiting.shift();
    place.hidden = false;
    place.querySelector("input, textarea").focus();
    button.hidden = !waiting.length;
  });
  group.append(button);
}
