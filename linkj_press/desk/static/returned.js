// Files that come back: taken in by a button or dropped, and decided on difference by difference.

import { ask, turnTo } from "/static/desk.js";
import { all, base, dialog, find, say, send, sendForm, take } from "/static/page.js";

const body = document.body;

async function takeIn(file) {
  const { most, large, busy } = body.dataset;
  if (file.size > Number(most)) { say(large); return; }
  say(busy);
  const answer = await send(`/returned?name=${encodeURIComponent(file.name.slice(-100))}`, file, "application/octet-stream");
  say("");
  if (answer.ok) { location.href = answer.way; return; }
  if (!answer.page) { say(answer.refused); return; }
  dialog.innerHTML = answer.page;
  if (!dialog.open) dialog.showModal();
}

body.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.takeIn !== undefined) chooseFile();
  if (button.dataset.takeFile) await takeOwn(button.dataset);
  if (button.dataset.rounds !== undefined) await showRounds();
  if (button.dataset.copy) await copy(button);
});

// A file of ours that was edited where it stands comes in like one that came back.
async function takeOwn({ takeFile, name }) {
  const answer = await fetch(takeFile);
  if (answer.ok) await takeIn(new File([await answer.blob()], name));
  else say(await answer.text());
}

function chooseFile() {
  const chosen = document.createElement("input");
  chosen.type = "file";
  chosen.accept = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  chosen.addEventListener("change", () => { if (chosen.files[0]) takeIn(chosen.files[0]); });
  chosen.click();
}

// What is dropped on the photo, or on the field that is open, is a photo.
addEventListener("drop", (event) => {
  const [file] = event.dataTransfer.files;
  if (file && !event.target.closest?.(".figure, #editor")) takeIn(file);
});

async function showRounds() {
  dialog.innerHTML = await take(`${base}/rounds`);
  dialog.classList.add("wide");
  if (!dialog.open) dialog.showModal();
}

async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  from.select();
  await navigator.clipboard.writeText(from.value).catch(() => document.execCommand("copy"));
  const told = dialog.open && find(".told", dialog); // what lies behind a dialog is not seen
  if (told) told.textContent = button.dataset.told;
  else say(button.dataset.told);
}

// What is chosen and typed is there again, wherever a person has been meanwhile to look something up.
const choices = `choices:${location.pathname}${location.search}`;
const listChoices = () => all("#decide :is(input, textarea, select)[id]:not([data-remark])");
body.addEventListener("input", (event) => {
  if (event.target.closest("#decide")) sessionStorage.setItem(choices, JSON.stringify(listChoices().map((e) => [e.id, e.type === "radio" ? e.checked : e.value])));
});
const chosen = new Map(JSON.parse(sessionStorage.getItem(choices) ?? "[]"));
for (const each of listChoices()) if (chosen.has(each.id)) each[each.type === "radio" ? "checked" : "value"] = chosen.get(each.id);

// Why it was refused is told on the page as it is by then: it is put anew whenever the files change.
let refused = "";
function tellRefused() {
  const alert = find("#decide [role=alert]");
  if (alert) alert.textContent = refused;
}
addEventListener("desk-refreshed", tellRefused);

body.addEventListener("submit", async (event) => {
  if (event.target.id !== "decide") return;
  event.preventDefault();
  const form = event.target;
  const decisions = all("[data-key]", form).map((card) => ({
    key: card.dataset.key,
    choice: find("[type=radio]:checked", card).value,
    words: find("textarea", card)?.value ?? "",
  }));
  const { url, seen, pending } = form.dataset;
  const given = { decisions, seen, pending, who: find("[name=who]", form)?.value ?? "", on: find("[name=on]", form)?.value ?? "" };
  // Nothing is followed from here until it is known what became of it.
  const pages = find("#pages");
  pages.inert = true;
  const answer = await sendForm(url, given);
  if (answer.ok) { sessionStorage.removeItem(choices); location.reload(); return; }
  pages.inert = false;
  refused = answer.refused;
  tellRefused();
  if (find("#decide")) find("#decide .main").focus(); else say(refused);
});

// That a comment was dealt with is kept with the copy that it came back in.
body.addEventListener("change", async (event) => {
  const { remark } = event.target.dataset;
  if (!remark) return;
  const { settle } = event.target.closest("[data-settle]").dataset;
  const answer = await sendForm(settle, { remark, done: event.target.checked });
  if (!answer.ok) event.target.checked = !event.target.checked;
  say(answer.ok ? answer.told.join("\n") : answer.refused);
});

// A page may be opened for a field of its release, or for an act.
function follow() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (!body.dataset.partner || !(wanted.has("field") || wanted.has("ask"))) return;
  history.replaceState(null, "", location.pathname);
  if (wanted.has("field")) turnTo(wanted.get("field"));
  else ask(wanted.get("ask"), wanted.get("key"));
}
addEventListener("hashchange", () => { if (dialog.open) dialog.close(); follow(); });
follow();
