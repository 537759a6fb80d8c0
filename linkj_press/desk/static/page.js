// The page: talks to the program, and what is shown on it follows the files.
// Nothing here knows a rule, or what somebody is writing.

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

const words = () => all(".word", pages);

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
  const said = find("#say");
  said.textContent = text;
  said.classList.toggle("long", text.split("\n").length > 3); // as wide as the window, to be seen whole
  const fall = () => {
    if (said.matches(":hover")) silence = setTimeout(fall, 1000);
    else said.textContent = "";
  };
  clearTimeout(silence);
  silence = setTimeout(fall, 6000 + 50 * text.length);
}

// What was said as a page was left is told on the next.
const said = sessionStorage.getItem("said");
if (said) { sessionStorage.removeItem("said"); say(said); }

// What a form lacks is told in the desk's own words; whether it lacks anything is returned.
function refuse(form) {
  const wrong = [...form.elements].find((e) => e.validity.valueMissing || e.validity.badInput || (e.required && !e.value.trim()));
  if (!wrong) return false;
  find(".refused", form).textContent = wrong.validity.badInput ? wrong.dataset.incomplete ?? body.dataset.noDay : wrong.dataset.missing;
  wrong.focus();
  return true;
}

// ── what is shown follows the files ─────────────────────────────────────────────────────────

let wanted = shown;

// What somebody is writing stays, and is told what is new around it: whoever has it says how.
let writing;
function attend(editor) { writing = editor; }

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
      if (!body.dataset.partner) { await refreshPage(); await writing.heed(); shown = number; continue; }
      put(find("#alarm"), await take("/alarm"));
      const out = all(".locked", pages).length;
      putPages(await takeNew(`${base}/pages`));
      if (out !== all(".locked", pages).length && !writing.isUnsaved()) { reload(); return; }
      await writing.heed();
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
  writing.place();
}

// Of the list of releases those stay in sight that somebody looks for.
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

const news = new EventSource("/events");
news.addEventListener("state", (event) => { if (Number(event.data) !== shown) refresh(Number(event.data)); });
let counting;
const recount = () => { counting ??= setTimeout(async () => { counting = undefined; await (location.pathname === "/" ? refreshPage() : refreshList()); }, 700); };
news.addEventListener("counts", recount);
news.onerror = () => { if (news.readyState === EventSource.CLOSED || shown) find("#lost").hidden = false; };
// What was counted while the page came to listen is asked for.
news.onopen = () => { find("#lost").hidden = true; if (find("#counting")) recount(); };

export {
  all, attend, base, begin, body, dialog, editor, find, narrow, pages, put, refresh, refreshPage, refreshTodo, refuse, say, send,
  sendForm, shown, take, NotTaken, tellDefault, wanted, words,
};
