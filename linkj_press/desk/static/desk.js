// The desk: words tell where they come from or open their fields, and what a person decides is sent.
// Pages come from the program; nothing here knows a rule.

import { close, foresee, isAsking, leave, leavePage, open, openForm } from "/static/editor.js";
import {
  all, base, begin, body, dialog, editor, find, narrow, pages, refresh, refreshPage, refreshTodo, refuse, say, sendForm, shown, take,
  words,
} from "/static/page.js";

// Every script of the page is there by then.
addEventListener("DOMContentLoaded", () => { begin(document); narrow(); });

// ── words: where they come from, and their fields ───────────────────────────────────────────

pages.addEventListener("click", (event) => {
  const word = event.target.closest(".word") ?? findNearest(event);
  const picture = event.target.closest(".picture");
  if (picture) open(picture.dataset.field, picture);
  else if (word && !String(getSelection())) choose(word);
});

// Between words, and after the last of a line, the one nearest to the click is meant.
function findNearest({ target, clientX, clientY }) {
  const near = all(".word", target.closest(".cell p, .cell td div, .cell th div") ?? document.createElement("p"));
  const far = (word) => Math.min(...[...word.getClientRects()].map(({ left, right, top, bottom }) =>
    Math.max(left - clientX, 0, clientX - right) + 9 * Math.max(top - clientY, 0, clientY - bottom)));
  return near.map((word) => [far(word), word]).sort(([one], [other]) => one - other)[0]?.[1];
}

pages.addEventListener("keydown", (event) => {
  const every = words();
  const at = every.indexOf(document.activeElement);
  if (at < 0) return;
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    step(every, at, steps[event.key], event.key.endsWith("Down") || event.key.endsWith("Up"));
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(every[at]);
  }
});

function step(every, at, by, isByBlock) {
  const cell = every[at].closest(".cell");
  let next = at + by;
  while (isByBlock && every[next] && every[next].closest(".cell") === cell) next += by;
  if (!every[next]) return;
  every[at].tabIndex = -1;
  every[next].tabIndex = 0;
  every[next].focus();
}

function choose(word) {
  for (const each of words()) each.tabIndex = -1;
  word.tabIndex = 0;
  const { field } = word.dataset;
  if (field) turnTo(field, word); else tell(word);
}

// What the program itself keeps of a field is asked for; what people write is written in the editor.
function turnTo(field, near) {
  if (field === "release.confirmed") return ask("confirm");
  return field.endsWith(".approval") ? ask("approve", field) : open(field, near);
}

// Where a word comes from, beside it; and where to go on from there.
async function tell(word) {
  if (!await leave()) return;
  find("#why-word").textContent = word.textContent.trim();
  find("#why-word").lang = word.closest("[lang]").lang;
  find("#why-text").textContent = [word.dataset.why, word.dataset.notes, word.dataset.remarks].filter(Boolean).join("\n");
  find("#why-choice").hidden = !word.dataset.choice;
  find("#why-choice").textContent = word.dataset.choosing ?? "";
  find("#why-shared").hidden = !word.dataset.shared;
  const correct = find("#why-correct");
  if (correct) correct.hidden = !word.closest(".is-out");
  find("#why-shared").dataset.key = word.dataset.shared ?? "";
  find("#why-way").hidden = !word.dataset.way;
  if (word.dataset.way) find("#why-way").href = word.dataset.way;
  why.hidden = false;
  told = words().indexOf(word);
  placeWhy();
  find("#why-close").focus();
}

function placeWhy() {
  const word = words()[told];
  if (why.hidden || !word) return;
  const main = find("#middle").getBoundingClientRect();
  const { left, top, bottom } = word.getBoundingClientRect();
  if (bottom < main.top || top > main.bottom) why.hidden = true;
  const { width, height } = why.getBoundingClientRect();
  why.style.left = `${Math.max(main.left + 8, Math.min(left, main.right - width - 24))}px`;
  why.style.top = `${bottom + 8 + height < innerHeight ? bottom + 8 : top - height - 8}px`;
}

function forget() {
  if (why.hidden) return;
  why.hidden = true;
  words()[told]?.focus();
}
const why = find("#why");
let told = -1;
find("#why-choice").addEventListener("click", () => open(words()[told].dataset.choice, words()[told]));
find("#why-shared").addEventListener("click", async (event) => {
  const html = await take(`${base}/wording?key=${encodeURIComponent(event.target.dataset.key)}`);
  why.hidden = true;
  openForm(html, words()[told] ?? null);
});
find("#why-close").addEventListener("click", forget);
find("#middle").addEventListener("scroll", placeWhy, { passive: true });

body.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || dialog.open || isAsking) return;
  event.preventDefault(); // else it would close at once what is asked now
  if (!why.hidden) forget();
  else if (!editor.hidden) close();
});

// ── what is to be done, and acts ────────────────────────────────────────────────────────────

body.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.field && !button.classList.contains("picture")) open(button.dataset.field, button);
  if (button.dataset.out) open(button.dataset.out, button, "out");
  if (button.dataset.changes !== undefined) await showChanges(button.dataset.changes);
  if (button.dataset.ask) await ask(button.dataset.ask, button.dataset.key);
  if (button.dataset.act) await act(`${base}/${button.dataset.act}`, { key: button.dataset.key });
  if (button.id === "undo") await takeBack();
  if (button.id === "speak") {
    if (!await leavePage()) return;
    document.cookie = `linkj-press-ui=${button.dataset.language}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  }
  if (button.id === "colours") {
    const on = pages.classList.toggle("sources");
    button.setAttribute("aria-pressed", on);
  }
});

// ── dialogs ─────────────────────────────────────────────────────────────────────────────────

let asked = "";
async function ask(what, key) {
  if (!await leave()) return; // what is written or noted is what was saved
  asked = what;
  dialog.innerHTML = await take(`${base}/ask/${what}${key ? `?key=${encodeURIComponent(key)}` : ""}`);
  const who = find("[name=who]", dialog);
  if (who && what === "accept") who.value = localStorage.getItem("who") ?? "";
  tickBesides(JSON.parse(localStorage.getItem(`files-${what}`) ?? "{}"));
  fillIn();
  if (!dialog.open) dialog.showModal();
}

// Which files are written besides is as somebody chose last, for each kind; a PDF of the finals is each time.
const besides = ["pdf", "html", "text"];
function tickBesides(chosen) {
  for (const name of besides.filter((each) => each in chosen)) Object.assign(find(`[name=${name}]`, dialog) ?? {}, { checked: chosen[name] });
}

// Whoever goes from what is asked to a field finds it filled in as they left it, when they come back.
let leftAt = {};
const inputs = () => all("input:not([type=hidden])", dialog);
function fillIn() {
  if (leftAt.asked !== asked) return;
  for (const was of leftAt.inputs) {
    const now = inputs().find((each) => each.name === was.name && (was.type !== "checkbox" || each.value === was.value));
    if (now) Object.assign(now, { value: was.value, checked: was.checked });
  }
  leftAt = {};
}

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-field]")) leftAt = { asked, inputs: inputs() };
  if (event.target.closest(".close, [data-field]")) dialog.close();
  const { open: language, kind, ending } = event.target.dataset;
  if (language) act(`${base}/open`, { languages: [language], kind, ending });
});
dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (refuse(form)) return;
  const button = find(".main", form);
  const named = new FormData(form);
  const given = Object.fromEntries([...named.entries()].filter(([name]) => name !== "languages"));
  if (find("[name=languages]", form)) given.languages = named.getAll("languages");
  for (const box of all("[type=checkbox]:not([name=languages])", form)) given[box.name] = box.checked;
  // Who sits here: who approves, confirms or gets a copy is of the partner, and who signs off another.
  if (given.who && form.dataset.act === "accept") localStorage.setItem("who", given.who);
  button.disabled = true;
  find("[role=alert]", form).textContent = "";
  find(".told", form).textContent = given.pdf ? form.dataset.busyPdf : form.dataset.busy;
  form.ariaBusy = "true";
  const answer = await sendForm(`${base}/${form.dataset.act}`, given);
  button.disabled = false;
  form.ariaBusy = "false";
  find(".told", form).textContent = "";
  if (!answer.ok) {
    find("[role=alert]", form).textContent = answer.refused;
    const isBuild = find(".edited", form);
    if (isBuild) {
      const now = Object.assign(document.createElement("template"), { innerHTML: await take(`${base}/ask/${given.finish}`) });
      isBuild.replaceWith(find(".edited", now.content));
      find(".force", form).hidden = false;
    }
    return;
  }
  if (answer.way) { sessionStorage.setItem("said", answer.told.join("\n")); location.href = answer.way; return; }
  if (answer.number !== shown) refresh(answer.number);
  if (given.finish) {
    const chosen = Object.fromEntries(besides.map((name) => [name, given[name]]));
    const { pdf, ...others } = chosen;
    localStorage.setItem(`files-${given.finish}`, JSON.stringify(given.finish === "final" ? others : chosen));
    await ask(given.finish);
    tickBesides(chosen);
    find(".told", dialog).textContent = answer.told.join("\n");
  } else { say(answer.told.join("\n")); dialog.close(); }
});

// What was asked when somebody looked at the changes is asked on after that.
let behind;
async function showChanges(since) {
  if (dialog.open && !dialog.classList.contains("wide")) behind = [...dialog.childNodes];
  dialog.innerHTML = await take(`${base}/changes?since=${since}`);
  dialog.classList.add("wide");
  if (!dialog.open) dialog.showModal();
  find('[aria-pressed="true"]', dialog)?.focus();
}
dialog.addEventListener("close", () => {
  dialog.classList.remove("wide");
  if (!behind) return;
  dialog.replaceChildren(...behind);
  behind = undefined;
  dialog.showModal();
});

// The ledger is asked for again with what a person wants to see of it.
function filter(event) {
  const filters = event.target.closest("#filters");
  if (!filters) return;
  event.preventDefault();
  const wanted = [...new FormData(filters)].filter(([, value]) => value);
  location.search = new URLSearchParams(wanted);
}
pages.addEventListener("submit", filter);
pages.addEventListener("change", (event) => { if (event.target.nodeName === "SELECT") filter(event); });

// What holds of the house from a day on.
const readDated = (form) => ({ path: form.dataset.list, since: find("[name=since]", form).value, texts: all("[data-key]", form).map((e) => ({ key: e.dataset.key, text: e.value })) });
pages.addEventListener("input", (event) => {
  const form = event.target.closest(".dated");
  if (form && find("[name=since]", form).value) foresee(form, () => readDated(form));
});
pages.addEventListener("submit", async (event) => {
  const form = event.target.closest(".dated");
  if (!form) return;
  event.preventDefault();
  const answer = await sendForm("/house/add", readDated(form));
  find(".refused", form).textContent = answer.ok ? "" : answer.refused;
  if (answer.ok) { form.reset(); form.closest("details").open = false; say(answer.told.join("\n")); await refreshPage(); }
});

async function act(url, form) {
  const answer = await sendForm(url, form);
  say(answer.ok ? answer.told.join("\n") : answer.refused);
  if (answer.ok && answer.number !== shown) refresh(answer.number);
  return answer;
}

// Where the release itself was taken back, there is no page of it any more.
async function takeBack() {
  const answer = await act(body.dataset.partner ? `${base}/undo` : "/undo", {});
  if (!answer.ok || (await fetch(location.href)).status !== 404) return;
  sessionStorage.setItem("said", answer.told.join("\n"));
  location.href = "/";
}

find("#skip").addEventListener("click", (event) => {
  event.preventDefault();
  (words().find((word) => word.tabIndex === 0) ?? find("a, button, input", pages))?.focus();
});

if (body.dataset.partner) { const first = words()[0]; if (first) first.tabIndex = 0; refreshTodo(); }

export { ask, turnTo };
