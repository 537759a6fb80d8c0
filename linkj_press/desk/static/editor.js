// The editor: fields are opened in place, typed in, put in order and saved, also while others write there;
// and nothing that was typed is dropped unasked.

import { addChosen, addNew, arrange, openList } from "/static/arranging.js";
import {
  all, attend, base, body, editor, find, NotTaken, pages, refresh, refuse, say, send, sendForm, shown, take, tellDefault,
  wanted, words,
} from "/static/page.js";
import { addTerm, isTyped } from "/static/terms.js";

let anchor = null;
let opener = "";

async function open(field, near, form = "field") {
  if (!await leave()) return;
  find("#why").hidden = true;
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

// A form that is of no field of this release, near a word that shows what it is about.
function openForm(html, word) {
  editor.innerHTML = html;
  opener = "";
  show(word);
  find(".box", editor).focus();
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

const read = (element) => element.classList.contains("drop") ? element.dataset.was : element.classList.contains("box") ? [...element.childNodes].map(readNode).join("") : readValue(element);
// A date is shown as people write it: as long as nobody changes that, it is what the file has.
const readValue = ({ value, dataset }) => value === dataset.told ? dataset.was ?? "" : value;
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
  && (edits().length > 0 || isTyped(find("[data-add]", editor)) || all("input", editor).some((e) => e.files?.length || e.validity.badInput));

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
  if (button?.dataset.addIt) addToTerms();
  else if (button) arrange(editor, button);
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

async function saveField() {
  if (editor.inert) return;
  const photo = find("input[type=file]", editor)?.files[0];
  if (photo) { await sendPhoto(photo); return; }
  if (find("input[type=file]", editor)) { find(".refused", editor).textContent = find("form", editor).dataset.choose; return; }
  if (refuse(find("form", editor))) return;
  addChosen(editor);
  if (isTyped(find("[data-add]", editor)) && !await addToTerms()) return;
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

// An area that the house does not list yet.
async function addToTerms() {
  const added = await hold(() => addTerm(find("[data-add]", editor), `${base}/terms`));
  if (!added) return false;
  addNew(editor, added);
  say(added.told.join("\n"));
  if (added.number !== shown) refresh(added.number);
  return true;
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
  const paths = changed.map(({ path }) => path);
  const before = findWords(paths).map((word) => word.textContent);
  const answer = await hold(() => sendForm(`${base}/${act}`, form));
  if (answer.ok) {
    all("[data-path]", editor).forEach((e) => { e.dataset.was = read(e); });
    say(answer.told.join("\n"));
    if (isOut()) opener = nameList(opener); // there is no button of it any more
    await close();
    if (answer.number !== shown) await refresh(answer.number);
    reveal(findWords(paths).filter((word) => !before.includes(word.textContent)));
  } else if (answer.conflict) {
    showConflict(answer);
  } else {
    find(".refused", editor).textContent = answer.refused;
  }
}

// Words that were changed come into view, and are marked for a moment.
const findWords = (paths) => words().filter(({ dataset }) => paths.some((path) => path === dataset.field || path === dataset.choice));
function reveal(changed) {
  for (const word of changed) word.classList.add("fresh");
  const { top, bottom } = find("#middle").getBoundingClientRect();
  const isSeen = (word) => word.getBoundingClientRect().top >= top && word.getBoundingClientRect().bottom <= bottom;
  if (editor.hidden && !changed.some(isSeen)) changed[0]?.scrollIntoView({ block: "center" });
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
  else { mine.value = theirs.value; if (mine.dataset.told !== undefined) mine.dataset.told = theirs.dataset.told; }
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

addEventListener("resize", place);
addEventListener("beforeunload", (event) => { if (isUnsaved() || filledIn().length) event.preventDefault(); });
attend({ isUnsaved, heed, place });

export { close, dropFilledIn, foresee, isAsking, leave, leavePage, open, openForm };
