// The desk: follows the files, opens fields in place, and sends what a person decides.
// Pages come from the program; nothing here knows a rule.

import { addChosen, arrange, openList } from "/static/arranging.js";

const body = document.body;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const pages = find("#pages");
const todo = find("#todo");
const editor = find("#editor");
const dialog = find("#dialog");
// On a page of no release, what has fields is the house.
const base = body.dataset.partner ? `/releases/${body.dataset.partner}` : "/house";
let shown = Number(body.dataset.number);
let isFetching = false;
let opener = "";

// ── talking to the program ──────────────────────────────────────────────────────────────────

class NotTaken extends Error {}

async function take(url) {
  const answer = await fetch(url).catch(() => { throw new NotTaken(find("#lost").textContent); });
  if (!answer.ok) throw new NotTaken(await answer.text());
  return answer.text();
}

// What is to replace a part of the page waits while a button of the mouse is down: a click is on
// what it began on, or it is lost.
let pressed = Promise.resolve();
addEventListener("pointerdown", () => {
  pressed = new Promise((release) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), { once: true, capture: true });
  });
}, { capture: true });
async function takeNew(url) {
  const html = await take(url);
  await pressed;
  return html;
}

async function send(url, content, type = "application/json") {
  sending += 1;
  mark();
  try {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body: content });
    const isTold = (answer.headers.get("content-type") ?? "").includes("json");
    const told = isTold ? await answer.json() : { refused: await answer.text() };
    return { ok: answer.ok, ...told };
  } catch {
    return { ok: false, refused: find("#lost").textContent };
  } finally {
    sending -= 1;
    mark();
  }
}
const sendForm = (url, form) => send(url, JSON.stringify(form));

// As long as something is on its way, what is to be done may be another thing in the next moment:
// nothing there takes a click, so that none lands on what has come into its place.
let sending = 0;
function mark() { todo?.setAttribute("aria-busy", Boolean(sending || isFetching)); }
todo?.addEventListener("click", (event) => {
  if (todo.ariaBusy === "true" && event.target.closest("button")) event.stopPropagation();
}, { capture: true });

// What could not be taken is told, wherever it was asked for.
addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof NotTaken)) return;
  event.preventDefault();
  say(event.reason.message);
});

let silence;
function say(text) {
  find("#say").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { find("#say").textContent = ""; }, 6000);
}

// ── what is shown follows the files ─────────────────────────────────────────────────────────

let wanted = shown;

let catchingUp;
function refresh(number) {
  wanted = Math.max(wanted, number);
  if (!isFetching) catchingUp = catchUp();
  return catchingUp;
}

async function catchUp() {
  isFetching = true;
  mark();
  try {
    while (shown < wanted) {
      const number = wanted;
      if (!body.dataset.partner) { await refreshPage(); await heed(); shown = number; continue; }
      put(find("#alarm"), await take("/alarm"));
      const out = all(".locked", pages).length;
      putPages(await takeNew(`${base}/pages`));
      if (out !== all(".locked", pages).length && !isUnsaved()) { reload(); return; }
      await heed();
      await refreshTodo();
      await refreshLook();
      shown = number; // only now: what failed is tried again when the next news come
    }
  } finally {
    isFetching = false;
    mark();
  }
}

// A page of no release is brought up to date where it stands: whoever is about to follow a link on
// it goes there all the same. Only one that has become another is laid out anew: that of a release, say.
async function refreshPage() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => { throw new NotTaken(find("#lost").textContent); });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.partner || !find("#pages", page)) { location.reload(); return; }
  document.title = page.title;
  // What somebody is filling in stays; it is told that the files are others.
  const parts = ["h1", "#list-items", "#alarm", ...(find("#new") ? [] : ["#pages"])];
  for (const part of parts) put(find(part), find(part, page).innerHTML);
  const [undo, now] = [find("#undo"), find("#undo", page)];
  if (undo && now) { undo.disabled = now.disabled; undo.title = now.title; }
  dispatchEvent(new Event("desk-refreshed"));
  narrow();
}

// What can be done with a release is another thing once it is out.
function reload() {
  sessionStorage.setItem("said", find("#say").textContent);
  location.reload();
}

let lastTodo = 0;
async function refreshTodo() {
  const turn = lastTodo += 1;
  const html = await takeNew(`${base}/todo`);
  if (turn !== lastTodo) return; // a later question was answered first
  put(todo, html);
  const last = find("#undoable", todo)?.textContent ?? "";
  find("#undo").disabled = !last;
  find("#undo").title = last;
  if (find(".sheets", pages)?.dataset.annotated === "false") putPages(await takeNew(`${base}/pages`));
  await refreshList();
}

// The old look stays until the new one is there.
let look = body.dataset.partner ? take("/look.css") : null;
async function refreshLook() {
  const [before, now] = [await look, await take("/look.css")];
  if (before === now) return;
  look = now;
  const old = find('link[href^="/look.css"]');
  const link = old.cloneNode();
  link.href = `/look.css?${wanted}`;
  link.onload = () => old.remove();
  old.after(link);
}

async function refreshList() {
  put(find("#list-items"), await takeNew(`/list?at=${body.dataset.partner}`));
  narrow();
}

// What takes a click or a key waits until every script of the page is there to see it.
function begin(within) { for (const each of all("[data-waits]", within)) each.disabled = each.inert = false; }
addEventListener("DOMContentLoaded", () => { begin(document); narrow(); });

const tellDefault = (e) => e.options ? ([...e.options].find((each) => each.defaultSelected) ?? e.options[0])?.value : e.defaultValue;
function put(element, html) {
  const typed = new Map(all("input, textarea, select", element).filter((e) => e.id && e.value !== tellDefault(e)).map((e) => [e.id, e.value]));
  const ticked = new Map(all("[type=checkbox], [type=radio]", element).filter((e) => e.id).map((e) => [e.id, e.checked]));
  const opened = all("details[open]", element).map((e) => e.id);
  const at = element.contains(document.activeElement) ? document.activeElement : null;
  const same = at && nameStop(at);
  const [nth, stop] = at ? [all(same, element).indexOf(at), stops(element).indexOf(at)] : [];
  element.innerHTML = html;
  begin(element);
  for (const each of all("details", element)) each.open = opened.includes(each.id);
  for (const [id, value] of typed) if (find(`#${CSS.escape(id)}`, element)) find(`#${CSS.escape(id)}`, element).value = value;
  for (const [id, is] of ticked) if (find(`#${CSS.escape(id)}`, element)) find(`#${CSS.escape(id)}`, element).checked = is;
  if (at) (all(same, element)[nth] ?? find(same, element) ?? stops(element)[stop] ?? stops(element).at(-1))?.focus();
}

// What has focus is found again by what it is for; where it is gone, what stands there now has it.
const stops = (element) => all("a, button, input, summary", element).filter((each) => each.checkVisibility());
function nameStop(element) {
  const told = [...element.attributes].filter(({ name }) => /^(id|href|data-.*)$/.test(name));
  return element.localName + told.map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`).join("");
}

function putPages(html) {
  const at = words().indexOf(document.activeElement);
  pages.innerHTML = html;
  const [outgoing, { innerHTML: acts }] = [find("#outgoing"), find("template.outgoing", pages)];
  if (outgoing.innerHTML !== acts) put(outgoing, acts);
  const now = words();
  const stop = now[Math.max(at, 0)] ?? now[0];
  if (stop) stop.tabIndex = 0;
  if (at >= 0) stop?.focus();
  place();
}

const news = new EventSource("/events");
news.addEventListener("state", (event) => { if (Number(event.data) !== shown) refresh(Number(event.data)); });
let counting;
const recount = () => { counting ??= setTimeout(async () => { counting = undefined; await (location.pathname === "/" ? refreshPage() : refreshList()); }, 700); };
news.addEventListener("counts", recount);
news.onerror = () => { if (news.readyState === EventSource.CLOSED || shown) find("#lost").hidden = false; };
// What was counted while the page came to listen is asked for.
news.onopen = () => { find("#lost").hidden = true; if (find("#counting")) recount(); };

// ── words: where they come from, and their fields ───────────────────────────────────────────

const words = () => all(".word", pages);

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
  find("#why-shared").hidden = !word.dataset.shared;
  const correct = find("#why-correct");
  if (correct) correct.hidden = !word.closest(".is-out");
  find("#why-shared").dataset.key = word.dataset.shared ?? "";
  find("#why-way").hidden = !word.dataset.way;
  if (word.dataset.way) find("#why-way").href = word.dataset.way;
  why.hidden = false;
  anchor = words().indexOf(word);
  placeWhy();
  find("#why-close").focus();
}

function placeWhy() {
  const word = words()[anchor];
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
  words()[anchor]?.focus();
}
const why = find("#why");
find("#why-shared").addEventListener("click", async (event) => {
  const word = words()[anchor];
  editor.innerHTML = await take(`${base}/wording?key=${encodeURIComponent(event.target.dataset.key)}`);
  opener = "";
  why.hidden = true;
  show(word ?? null);
  find(".box", editor).focus();
});
find("#why-close").addEventListener("click", forget);
find("#middle").addEventListener("scroll", placeWhy, { passive: true });

// ── the editor ──────────────────────────────────────────────────────────────────────────────

let anchor = null;

async function open(field, near, form = "field") {
  if (!await leave()) return;
  why.hidden = true;
  opener = field;
  const html = await take(`${base}/${form}?path=${encodeURIComponent(field)}`);
  if (opener !== field || !await leave()) return; // another was opened since, and maybe typed in
  editor.innerHTML = html;
  openList(editor);
  const word = near?.classList.contains("word") ? near : find(`.word[data-field="${CSS.escape(field)}"]`, pages);
  if (word?.dataset.remarks) {
    const remark = document.createElement("p");
    remark.className = "remark";
    remark.textContent = word.dataset.remarks;
    editor.prepend(remark);
  }
  tellAround();
  show(word ?? null);
  const boxes = all(".box, textarea, select, input", editor);
  const isList = Boolean(find(".entries", editor));
  const asked = isList ? [] : boxes.filter((e) => e.dataset.path?.startsWith(field)); // another may stand beside it
  const box = (asked[0] ? asked : boxes).find((e) => e.closest("[lang]")?.lang === word?.closest("[lang]")?.lang)
    ?? asked[0]
    ?? find(".box, textarea, select, input:not([type=hidden]), .entries button", editor);
  box?.focus();
  if (isOut()) foresee();
}

// What stands right before and after a field in its sentence: whoever writes in it goes on from there.
function tellAround() {
  for (const box of all("[lang] > [data-path]", editor)) {
    const word = find(`[lang=${box.parentElement.lang}] .word[data-field="${CSS.escape(box.dataset.path)}"]`, pages)
      ?? find(`[lang=${box.parentElement.lang}] .word[data-field="${CSS.escape(box.dataset.path.replace(/\.(ja|en)$/, ""))}"]`, pages);
    const near = word ? [...word.parentElement.childNodes] : [];
    const own = near.filter((each) => each.dataset?.field && box.dataset.path.startsWith(each.dataset.field));
    const [before, after] = [near.slice(0, near.indexOf(own[0])), near.slice(near.indexOf(own.at(-1)) + 1)].map((part) => part.map((each) => each.textContent).join(""));
    if (own[0] && (before.trim() || after.trim())) box.before(Object.assign(document.createElement("p"), { className: "around quiet", textContent: `${shorten(before, -1)} … ${shorten(after, 1)}` }));
  }
}

// The end of a text, or its beginning, cut where one pauses: else between two words.
function shorten(text, way) {
  const [most, least] = [60, 20];
  if (text.length <= most) return text;
  const part = (at) => way < 0 ? text.slice(at) : text.slice(0, at);
  const starts = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)].map(({ index }) => index);
  const near = starts.filter((at) => part(at).length <= most);
  if (way > 0) near.reverse(); // the longest first
  // In Japanese a space stands in a name.
  const pauses = near.filter((at) => part(at).length >= least && /[、。，．：；」』）】]$|[^ぁ-ヿ一-鿿々]\s$/.test(text.slice(0, at)));
  return part(pauses[0] ?? near[0]).trim();
}

function show(word) {
  anchor = word ? words().indexOf(word) : -1;
  editor.hidden = false;
  place();
}

// The editor stands at the foot of the pages; the word that it is about is brought into view above.
function place() {
  if (editor.hidden) return;
  const word = words()[anchor] ?? find(`[data-field="${CSS.escape(opener)}"]`, pages)?.closest("tr");
  if (!word) return;
  const main = find("#middle");
  const seen = main.getBoundingClientRect().top + 70;
  const { top, bottom } = word.getBoundingClientRect();
  const below = bottom + 30 - editor.getBoundingClientRect().top;
  if (below > 0) main.scrollBy(0, Math.min(below, top - seen));
  else if (top < seen) main.scrollBy(0, top - seen);
}

const read = (element) => element.classList.contains("drop") ? element.dataset.was : element.classList.contains("box") ? [...element.childNodes].map(readNode).join("") : element.value;
function readNode(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.dataset?.raw !== undefined) return node.dataset.raw;
  if (node.nodeName === "BR") return "\n";
  return [...node.childNodes].map(readNode).join("");
}

// The list that the fields stand in, as it was shown: others may put it in another order.
const readShown = () => find("form", editor)?.dataset.shown ?? "";

// What is taken out is told whole, so that nobody takes out what they have not seen.
const isOut = () => find("form", editor)?.dataset.act === "out";
const readOut = () => all("[data-path]", editor).map((e) => ({ path: e.dataset.path, was: e.dataset.was, now: "" }));

function edits() {
  return all("[data-path]:not([aria-disabled])", editor)
    .map((e) => ({ path: e.dataset.path, was: e.dataset.was ?? null, now: read(e) }))
    .filter((edit) => edit.now !== undefined && edit.now.trimEnd() !== (edit.was ?? "").trimEnd());
}

const isUnsaved = () => !editor.hidden
  && (edits().length > 0 || all("input", editor).some((e) => e.files?.length || e.validity.badInput));

// Whatever a person turns to instead, what they typed is not dropped unless they say so.
async function leave() {
  if (editor.inert || isAsking) return false;
  if (isUnsaved()) {
    const chosen = await askUnsaved();
    if (chosen === "save") await saveField();
    if (chosen === "save" && editor.hidden) return true;
    if (chosen !== "drop") { goBack(); return false; }
  }
  editor.hidden = true;
  delete editor.dataset.sure;
  editor.replaceChildren();
  return true;
}

// What is filled in on the page itself is written by its own button alone: it stays, or is dropped.
const isFilledIn = (e) => /checkbox|radio/.test(e.type) ? e.checked !== e.defaultChecked : e.value !== tellDefault(e) || e.validity.badInput;
const filledIn = () => all(".dated, #new", pages).filter((form) => all("input, select, textarea", form).some(isFilledIn));
function dropFilledIn() { for (const form of filledIn()) form.reset(); }
async function leavePage() {
  if (!await leave()) return false;
  if (filledIn().length && await askUnsaved() !== "drop") return false;
  dropFilledIn();
  return true;
}

// A dialog that is closed tells so only a moment later: until then what it asked is not settled.
const unsaved = find("#unsaved");
let isAsking = false;
function askUnsaved() {
  isAsking = true;
  unsaved.returnValue = "";
  if (editor.contains(document.activeElement)) keepCaret(document.activeElement);
  find(".main", unsaved).hidden = !isUnsaved();
  unsaved.showModal();
  find(isUnsaved() ? ".main" : "[value=back]", unsaved).focus();
  return new Promise((settle) => {
    unsaved.addEventListener("close", () => { isAsking = false; settle(unsaved.returnValue); }, { once: true });
  });
}
unsaved.addEventListener("click", (event) => { if (event.target.value) unsaved.close(event.target.value); });

let typedIn;
editor.addEventListener("focusin", (event) => { if (!event.target.closest("button, summary")) typedIn = event.target; });
function goBack() {
  if (!editor.contains(typedIn)) return;
  typedIn.focus();
  if (carets.has(typedIn)) { getSelection().removeAllRanges(); getSelection().addRange(carets.get(typedIn)); }
}

const nameList = (entry) => entry.replace(/\[\d+\]$/, "");

async function close() {
  const act = isOut() ? "out" : "field";
  if (!await leave()) return;
  const back = words()[anchor] ?? find(`[data-${act}="${CSS.escape(opener)}"]`)
    ?? find(`[id="${CSS.escape(nameList(opener))}"] summary`);
  back?.focus();
}

// Ways to another page, but not into another window or to a file, are taken once the words are settled.
body.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.hasAttribute("download");
  if (!link || isElsewhere || event.defaultPrevented || !(isUnsaved() || filledIn().length)) return;
  event.preventDefault();
  if (await leavePage()) location.href = link.href;
});

editor.addEventListener("submit", (event) => { event.preventDefault(); saveField(); });
editor.addEventListener("click", (event) => {
  if (event.target.closest(".close")) close();
  const chip = event.target.closest(".chip");
  for (const each of all(".chip.chosen", editor)) each.classList.remove("chosen");
  if (chip) chip.classList.add("chosen");
  const figure = event.target.closest(".figures button");
  if (figure) insert(figure);
  const button = event.target.closest(".items button");
  if (button) arrange(editor, button);
  const start = event.target.closest(".start");
  if (start) { const box = document.getElementById(start.dataset.for); box.value = start.dataset.words; box.focus(); }
  const drop = event.target.closest(".drop");
  if (drop) sendEdits([{ path: drop.dataset.path, was: drop.dataset.was, now: "" }]);
});
editor.addEventListener("input", () => { delete editor.dataset.sure; foresee(); });
// Which releases change is asked for as soon as nobody types.
let foreseeing;
let asked = 0;
const asker = crypto.randomUUID();
function foresee(form = find("[data-foresee]", editor), read = () => ({ edits: isOut() ? readOut() : edits(), shown: readShown() })) {
  if (!form) return;
  clearTimeout(foreseeing);
  foreseeing = setTimeout(async () => {
    const turn = asked += 1;
    const late = setTimeout(() => find(".impact", form).replaceChildren(find("#foreseeing").content.cloneNode(true)), 400);
    const answer = await fetch(form.dataset.foresee, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...read(), asker }) }).catch(() => null);
    clearTimeout(late);
    const text = await answer?.text();
    if (turn !== asked || text === undefined || find(".theirs", form)) return; // both sides are told of first
    find(".refused", form).textContent = answer.ok ? "" : text;
    find(".impact", form).innerHTML = answer.ok ? text : "";
  }, 500);
}

body.addEventListener("click", (event) => {
  if (!event.target.closest(".impact .stop")) return;
  asked += 1;
  sendForm("/foresee/stop", { asker });
  const impact = event.target.closest(".impact");
  impact.textContent = event.target.dataset.stopped;
  impact.tabIndex = -1;
  impact.focus(); // the button is gone: who goes on by the keyboard goes on from here
});

editor.addEventListener("focusout", (event) => { if (!isAsking) keepCaret(event.target); });
const carets = new WeakMap();
function keepCaret(element) {
  const box = element.closest?.(".box[contenteditable]");
  const selected = getSelection();
  if (box && selected.rangeCount) carets.set(box, selected.getRangeAt(0).cloneRange());
}

// A figure goes where the caret was in its box, or at the end.
function insert(figure) {
  const box = document.getElementById(figure.dataset.for);
  const chip = document.createElement("span");
  chip.className = "chip";
  chip.contentEditable = "false";
  chip.dataset.raw = figure.dataset.raw;
  chip.textContent = figure.dataset.shown;
  const range = carets.get(box);
  if (range && box.contains(range.startContainer) && !range.startContainer.parentElement?.closest(".chip")) {
    range.collapse(false);
    range.insertNode(chip);
  } else {
    box.append(chip);
  }
  figure.closest("details").open = false;
  box.focus();
  getSelection().collapse(chip.parentNode, [...chip.parentNode.childNodes].indexOf(chip) + 1);
}
body.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || dialog.open || isAsking) return;
  event.preventDefault(); // else it would close at once what is asked now
  if (!why.hidden) forget();
  else if (!editor.hidden) close();
});
editor.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); saveField(); }
});

// Words that are typed while others are on their way would be neither saved nor shown.
async function hold(act) {
  const at = document.activeElement;
  editor.inert = true;
  try {
    return await act();
  } finally {
    editor.inert = false;
    if (editor.contains(at)) at.focus();
  }
}

// What a form lacks is told in the desk's own words; whether it lacks anything is returned.
function refuse(form) {
  const wrong = [...form.elements].find((e) => e.validity.valueMissing || e.validity.badInput || (e.required && !e.value.trim()));
  if (!wrong) return false;
  find(".refused", form).textContent = wrong.validity.badInput ? body.dataset.noDay : wrong.dataset.missing;
  wrong.focus();
  return true;
}

async function saveField() {
  if (editor.inert) return;
  const photo = find("input[type=file]", editor)?.files[0];
  if (photo) { await sendPhoto(photo); return; }
  if (find("input[type=file]", editor)) { find(".refused", editor).textContent = find("form", editor).dataset.choose; return; }
  if (refuse(find("form", editor))) return;
  addChosen(editor);
  const changed = isOut() ? readOut() : edits();
  if (!changed.length) { await close(); return; }
  if (find(".items", editor)) { await saveList(changed[0]); return; }
  const emptied = changed.some((edit) => !edit.now.trim() && find(`[data-path="${CSS.escape(edit.path)}"]`, editor).dataset.needed !== undefined);
  if (emptied && !editor.dataset.sure) {
    editor.dataset.sure = "yes";
    find(".refused", editor).textContent = find("form", editor).dataset.empty;
    return;
  }
  await sendEdits(changed, find("form", editor).dataset.act);
}

// What was added and has words is filled in right after.
async function saveList(order) {
  const at = find("[data-words]", editor) ? all("#items li", editor).findLastIndex((item) => "added" in item.dataset) : -1;
  await sendEdits([order], "arrange", order);
  if (at < 0 || !editor.hidden) return;
  await refresh(wanted);
  await open(`${order.path}[${at}]`);
}

async function sendEdits(changed, act = "field", form = { edits: changed, shown: readShown() }) {
  const answer = await hold(() => sendForm(`${base}/${act}`, form));
  if (answer.ok) {
    all("[data-path]", editor).forEach((e) => { e.dataset.was = read(e); });
    say(answer.told.join("\n"));
    if (isOut()) opener = nameList(opener); // there is no button of it any more
    await close();
    if (answer.number !== shown) refresh(answer.number);
  } else if (answer.conflict) {
    showConflict(answer);
  } else {
    find(".refused", editor).textContent = answer.refused;
  }
}

// ── the photo ───────────────────────────────────────────────────────────────────────────────

async function sendPhoto(file) {
  const answer = await hold(() => send(`${base}/photo`, file, file.type || "application/octet-stream"));
  const place = find(".refused", editor);
  if (answer.ok) {
    const chosen = find("[type=file]", editor);
    if (chosen) { chosen.value = ""; await close(); }
    say(answer.told.join("\n"));
    if (answer.number !== shown) refresh(answer.number);
  } else if (place && !editor.hidden) place.textContent = answer.refused;
  else say(answer.refused);
}

editor.addEventListener("change", (event) => { if (event.target.type === "file") preview(event.target); });

function preview(input) {
  const shown = find(".chosen-picture", editor);
  const [file] = input.files;
  shown.hidden = !file;
  find(".refused", editor).textContent = "";
  if (file) shown.src = URL.createObjectURL(file);
}
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file && event.target.closest?.(".figure, #editor")) sendPhoto(file);
});

// Worked-out values are chips: words are typed around them, and none is typed over.
editor.addEventListener("beforeinput", (event) => {
  const box = event.target.closest(".box");
  if (!box || event.isComposing) return;
  const chips = findChips(box, aim(event));
  if (!chips.length) return;
  event.preventDefault();
  const isDelete = event.inputType.startsWith("delete");
  if (isDelete && chips.length === 1 && chips[0].classList.contains("chosen")) { chips[0].remove(); return; }
  for (const each of all(".chip.chosen", box)) each.classList.remove("chosen");
  if (isDelete && chips.length === 1) { chips[0].classList.add("chosen"); say(body.dataset.chosen); } else say(body.dataset.held);
});

// An input method replaces what is selected, and cannot be held back any more once it has begun.
editor.addEventListener("compositionstart", (event) => {
  const box = event.target.closest(".box");
  const selected = getSelection();
  if (!box || !selected.rangeCount || !findChips(box, selected.getRangeAt(0)).length) return;
  selected.collapseToEnd();
  say(body.dataset.held);
});

function findChips(box, range) {
  return range.collapsed ? [] : all(".chip", box).filter((chip) => range.intersectsNode(chip));
}

// What an input is about to change: of a box for plain text, Chromium does not tell it.
function aim(event) {
  const selected = getSelection();
  const caret = selected.getRangeAt(0);
  if (!caret.collapsed || !event.inputType.startsWith("delete")) return caret;
  const by = /Word|Line/.exec(event.inputType)?.[0];
  const unit = { Word: "word", Line: "lineboundary" }[by] ?? "character";
  selected.modify("extend", event.inputType.endsWith("Forward") ? "forward" : "backward", unit);
  const aimed = selected.getRangeAt(0).cloneRange();
  selected.collapse(caret.startContainer, caret.startOffset);
  return aimed;
}

// Somebody else has written there meanwhile: both sides stand, and the person chooses.
async function showConflict(answer) {
  const fresh = await takeFresh();
  if (isOut()) { heedOut(fresh); return; }
  moveAlong(fresh);
  for (const path of Object.keys(answer.conflict)) {
    const mine = findBox(path, editor);
    const theirs = findBox(path, fresh);
    if (mine && theirs) setBeside(mine, theirs); // else it went out meanwhile, and is locked
  }
}

async function takeFresh() {
  const fresh = document.createElement("template");
  fresh.innerHTML = await take(`${base}/${find("form", editor).dataset.act ?? "field"}?path=${encodeURIComponent(opener)}&shown=${encodeURIComponent(readShown())}`);
  return fresh.content;
}

// An entry of a list that stands elsewhere by now is edited there.
function moveAlong(fresh) {
  const form = find("form", editor);
  const nameEntry = (within) => /^.*?\[\d+\]/.exec(find("[data-path]", within)?.dataset.path ?? "")?.[0];
  const [was, now] = [nameEntry(editor), nameEntry(fresh)];
  if (!was || !now) return;
  form.dataset.shown = find("form", fresh).dataset.shown;
  for (const each of all("[data-path]", editor)) each.dataset.path = now + each.dataset.path.slice(was.length);
  opener = now + opener.slice(was.length);
  anchor = words().findIndex((word) => word.dataset.field === opener);
}

const findBox = (path, within) => find(`[data-path="${CSS.escape(path)}"]`, within);

// What is changed while somebody types is told at once; what they have not touched follows.
async function heed() {
  if (editor.hidden || !opener || editor.inert) return;
  let fresh;
  try { fresh = await takeFresh(); } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    find(".refused", editor).textContent = error.message; // the words stay: nobody can tell whose they are now
    return;
  }
  if (isOut()) { heedOut(fresh); return; }
  moveAlong(fresh);
  const typed = new Set(edits().map((edit) => edit.path));
  for (const mine of all("[data-path]", editor)) {
    const theirs = findBox(mine.dataset.path, fresh);
    if (!theirs || theirs.dataset.was === mine.dataset.was) continue;
    if (mine.type === "hidden") { heedList(typed.has(mine.dataset.path), fresh); return; }
    if (typed.has(mine.dataset.path)) setBeside(mine, theirs);
    else { takeOver(mine, theirs, true); say(body.dataset.followed); }
  }
  foresee();
}

// A list that nobody has touched follows; one that is being put in order cannot be put together.
function heedList(isTouched, fresh) {
  if (isTouched) { find(".refused", editor).textContent = find("form", editor).dataset.changed; return; }
  editor.replaceChildren(...fresh.childNodes);
  openList(editor);
}

// Nothing is typed where an entry is taken out: it is shown as it stands now.
function heedOut(fresh) {
  const [was, now] = [editor, fresh].map((each) => JSON.stringify(all("[data-path]", each).map((e) => [e.id, e.dataset.was])));
  moveAlong(fresh);
  if (was !== now) {
    const at = editor.contains(document.activeElement);
    editor.replaceChildren(...fresh.childNodes);
    find(".refused", editor).textContent = find("form", editor).dataset.changed;
    if (at) find(".box", editor).focus();
  }
  foresee();
}

function takeOver(mine, theirs, withWords) {
  if (theirs.dataset.was === undefined) delete mine.dataset.was; else mine.dataset.was = theirs.dataset.was;
  if (!withWords) return;
  if (mine.classList.contains("box")) mine.replaceChildren(...theirs.cloneNode(true).childNodes);
  else mine.value = theirs.value;
}

function setBeside(mine, theirs) {
  find(".refused", editor).textContent = find("form", editor).dataset.changed;
  mine.parentElement.querySelector(".theirs")?.remove();
  const beside = find("#theirs").content.cloneNode(true).firstElementChild;
  find(".words", beside).textContent = theirs.classList.contains("box") ? theirs.textContent : theirs.selectedOptions?.[0].textContent ?? theirs.value;
  const settle = (withWords) => {
    takeOver(mine, theirs, withWords);
    beside.remove();
    mine.focus();
    if (find(".theirs", editor)) return;
    find(".refused", editor).textContent = find("form", editor).dataset.settled;
    foresee();
  };
  find(".take", beside).addEventListener("click", () => settle(true));
  find(".keep", beside).addEventListener("click", () => settle(false));
  mine.parentElement.append(beside);
}

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

async function ask(what, key) {
  if (!await leave()) return; // what is written or noted is what was saved
  dialog.innerHTML = await take(`${base}/ask/${what}${key ? `?key=${encodeURIComponent(key)}` : ""}`);
  const who = find("[name=who]", dialog);
  if (who && what === "accept") who.value = localStorage.getItem("who") ?? "";
  tickBesides(JSON.parse(localStorage.getItem(`files-${what}`) ?? "{}"));
  if (!dialog.open) dialog.showModal();
}

// Which files are written besides is as somebody chose last, for each kind; a PDF of the finals is each time.
const besides = ["pdf", "html", "text"];
function tickBesides(chosen) {
  for (const name of besides.filter((each) => each in chosen)) find(`[name=${name}]`, dialog).checked = chosen[name];
}

dialog.addEventListener("click", (event) => {
  if (event.target.closest(".close")) dialog.close();
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

function narrow() {
  const wanted = find("#find")?.value.normalize("NFKC").toLowerCase() ?? "";
  const items = all("#list-items li");
  for (const item of items) item.hidden = !`${item.textContent}\n${item.dataset.names}`.normalize("NFKC").toLowerCase().includes(wanted);
  const none = find("#none-found");
  none.textContent = wanted && items.every((item) => item.hidden) ? none.dataset.told : "";
}
find("#find")?.addEventListener("input", narrow);
find("#find")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) find("#list-items li:not([hidden]) a")?.click();
});
addEventListener("resize", place);
addEventListener("beforeunload", (event) => { if (isUnsaved() || filledIn().length) event.preventDefault(); });
find("#skip").addEventListener("click", (event) => {
  event.preventDefault();
  (words().find((word) => word.tabIndex === 0) ?? find("a, button, input", pages))?.focus();
});

if (body.dataset.partner) { const first = words()[0]; if (first) first.tabIndex = 0; refreshTodo(); }

// What was said as a page was left is told on the next.
const said = sessionStorage.getItem("said");
if (said) { sessionStorage.removeItem("said"); say(said); }

export { all, ask, base, dialog, dropFilledIn, find, put, say, send, sendForm, take, turnTo };
