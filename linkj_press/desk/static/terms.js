// What a list of the house lacks: as it is typed, shown where it will stand; then added for all.

import { all, sendForm } from "/static/page.js";

addEventListener("input", ({ target }) => {
  const sample = target.dataset?.part && target.closest("[data-add]").querySelector(`[data-sample=${target.dataset.part}]`);
  if (sample) sample.textContent = target.value.trim() || "…";
});

export const isTyped = (box) => Boolean(box) && all("[data-part]", box).some((part) => part.value.trim());

// What was added is returned, as the list has it; nothing where it was refused.
export async function addTerm(box, url) {
  const parts = Object.fromEntries(all("[data-part]", box).map((part) => [part.dataset.part, part.value]));
  const answer = await sendForm(url, { what: box.dataset.add, ...parts });
  box.querySelector(".refused").textContent = answer.ok ? "" : answer.refused;
  if (!answer.ok) return null;
  for (const part of all("[data-part]", box)) part.value = "";
  for (const sample of all("[data-sample]", box)) sample.textContent = "…";
  box.closest("details").open = false;
  return answer;
}
