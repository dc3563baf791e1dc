/* Tells Bootstrap and Tabler which theme the reader's system asks for. Our own tokens follow it without this file. */
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const apply = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
apply();
dark.addEventListener("change", apply);
