/* The live count: asked for every five seconds while somebody looks, and it never goes down before their eyes. */
import { grouped, words } from "./numbers.js";

const EVERY = 5000;

function follow(box) {
  let shown = Number(box.dataset.count);
  const number = box.querySelector("[data-count-number]");
  const after = box.querySelector("[data-count-words]");
  const bar = box.querySelector("[data-goal]");
  const aim = box.querySelector(".count-goal .number");

  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.source, { credentials: "omit" });
      if (!answer.ok) return;
      const { participants, goal } = await answer.json();
      if (!(participants > shown)) return;
      shown = participants;
      number.hidden = false;
      number.textContent = grouped(shown, box.dataset.group, Number(box.dataset.groupedFrom));
      after.textContent = words(box, shown);
      bar.value = Math.min(100, Math.floor((shown * 100) / goal));
      aim.textContent = grouped(goal, box.dataset.group, Number(box.dataset.groupedFrom));
    } catch {
      /* Away for a moment: the last count stays. */
    }
  };

  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}

document.querySelectorAll("[data-count]").forEach(follow);
