// The page on which something new is noted: tells what follows as one types, and writes at the end.

import { dropFilledIn } from "/static/editor.js";
import { all, find, put, say, sendForm } from "/static/page.js";
import { addTerm } from "/static/terms.js";

const form = find("#new");
const named = "input[name], select[name], textarea[name]";

function gather() {
  const given = { what: form.dataset.what, items: [], with: [], others: [] };
  for (const row of all(".other", form)) given.others.push(Object.fromEntries(all(named, row).map((e) => [e.name, e.value])));
  for (const each of all(named, form)) {
    if (each.closest(".other")) continue;
    if (each.dataset.many !== undefined) { if (each.type !== "checkbox" || each.checked) given[each.name].push(each.value); }
    else given[each.name] = each.type === "checkbox" ? each.checked : each.value;
  }
  return given;
}

let turn = 0;
let waiting;
function followSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(follow, 250);
}

async function follow() {
  const own = turn += 1;
  const answer = await sendForm("/new/follows", gather());
  if (own !== turn) return; // typed on since
  if (!answer.ok) { find("#not-written").textContent = answer.refused; return; }
  put(find("#follows"), answer.html);
  const id = find("#id");
  if (id) id.placeholder = answer.id;
}

form?.addEventListener("input", (event) => {
  find("#not-written").textContent = "";
  if (!event.isComposing) followSoon();
});
form?.addEventListener("compositionend", followSoon);

// The wording of a release is mostly that of what was signed.
form?.addEventListener("change", (event) => {
  const template = find("#template", form);
  if (event.target.id === "instrument" && template && !template.value) template.value = event.target.value.toLowerCase();
  if (template && template.selectedIndex < 0) template.value = "";
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const half = all("input", form).find((e) => e.validity.badInput);
  if (half) { find("#not-written").textContent = document.body.dataset.noDay; half.focus(); return; }
  const button = find("[type=submit]", form);
  button.disabled = true;
  const answer = await sendForm("/new", gather());
  button.disabled = false;
  if (!answer.ok) { find("#not-written").textContent = answer.refused; await follow(); return; }
  dropFilledIn();
  sessionStorage.setItem("said", answer.told.join("\n"));
  location.href = answer.way;
});

form?.addEventListener("click", async (event) => {
  const { more, addIt } = event.target.dataset;
  if (more) {
    const row = find(`#${more}-row`).content.cloneNode(true).firstElementChild;
    find(`#${more}-rows`).append(row);
    find("input", row).focus();
  }
  if (event.target.closest(".drop-row")) event.target.closest(".other").remove();
  if (more || event.target.closest(".drop-row")) followSoon();
  if (addIt) await add(addIt);
});

// What is not in the list comes into it, and is chosen.
async function add(what) {
  const box = find(`[data-add=${what}]`);
  const answer = await addTerm(box, "/new/terms");
  if (!answer) return;
  say(answer.told.join("\n"));
  if (what === "items") tick(box, answer); else choose(what, answer);
  followSoon();
}

function choose(what, answer) {
  for (const select of [...all(`[name=${what}]`), ...all("template").flatMap((each) => all(`[name=${what}]`, each.content))]) select.append(new Option(answer.called, answer.key));
  find(`#${what}`).value = answer.key;
  find(`#${what}`).focus();
}

function tick(box, answer) {
  const row = find("#items-row").content.cloneNode(true).firstElementChild;
  const tickBox = Object.assign(find("input", row), { value: answer.key, checked: true });
  row.append(answer.called);
  box.closest("details").before(row);
  tickBox.focus();
}

addEventListener("desk-refreshed", followSoon);

if (form) {
  addEventListener("DOMContentLoaded", () => { if (document.activeElement === document.body) find("input, select", form).focus(); });
  follow();
}
