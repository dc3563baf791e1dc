/* A type-ahead over the names of all ridings, without accents or capitals; by the pattern of the ARIA practices. */

const MOST = 12; // what a screen holds; whoever sees more types on
const SPELLED_OUT = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d" }; // as campaign/targets/search.py
let loading;

const fold = (text) =>
  text
    .toLowerCase()
    .replace(/[œæøłđ]/g, (letter) => SPELLED_OUT[letter])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/* Each with the words it is found by, folded once */
const load = (address) => {
  loading ??= fetch(address, { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((rows) =>
      rows.map(([code, name, province, others = ""]) => ({ code, name, province, words: ` ${fold(name)} ${others}` })),
    );
  loading.catch(() => { loading = undefined; }); // asked again with the next key
  return loading;
};

/* Each word begins one of the riding's; names that begin with what was typed come first */
const found = (ridings, typed, guesses) => {
  const words = fold(typed).split(" ").filter(Boolean);
  if (!words.length) return guesses.map((code) => ridings.find((one) => one.code === code)).filter(Boolean);
  const hits = ridings.filter((one) => words.every((word) => one.words.includes(` ${word}`)));
  const first = ` ${words.join(" ")}`;
  return [...hits.filter((one) => one.words.startsWith(first)), ...hits.filter((one) => !one.words.startsWith(first))];
};

export function combobox(part, address, guesses, choose) {
  const input = part.querySelector("input");
  const list = part.querySelector("ul");
  const says = part.querySelector("[data-found]");
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };

  const show = async () => {
    let ridings;
    try {
      ridings = await load(address);
    } catch {
      return; // no network: the server asks after sending
    }
    const hits = found(ridings, input.value, guesses);
    const said = hits.length ? `${says.dataset.some} ${hits.length}` : says.dataset.none;
    says.textContent = input.value.trim() ? said : "";
    close();
    list.replaceChildren(...hits.slice(0, MOST).map(option));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };

  const option = ({ code, name, province }, index) => {
    const item = document.createElement("li");
    item.id = `riding-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.code = code;
    const soft = document.createElement("span");
    soft.className = "soft";
    soft.textContent = province;
    item.append(name, " ", soft);
    return item;
  };

  const take = (item) => {
    if (!item) return;
    input.value = item.firstChild.textContent;
    close();
    choose(item.dataset.code);
  };

  const keys = {
    ArrowDown: () => (list.hidden ? show() : mark(active + 1)),
    ArrowUp: () => (list.hidden ? show() : mark(active < 0 ? -1 : active - 1)),
    Enter: () => take(list.children[Math.max(active, list.hidden ? -1 : 0)]),
    Escape: close,
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in keys)) return;
    if (event.key === "Escape" && list.hidden) return;
    event.preventDefault(); // the Enter key chooses a riding, and sends no form from here
    keys[event.key]();
  });
  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => take(event.target.closest("li")));
}
