// Lists in the editor: entries go up and down, out and in. Their order stands in a hidden field, which
// is saved, kept and compared like any other.

const find = (selector, within) => within.querySelector(selector);
const list = (editor) => find("#items", editor);

// The list is drawn; its entries get their buttons.
export function openList(editor) {
  if (!list(editor)) return;
  for (const item of list(editor).children) addButtons(editor, item);
  find("#entry-choice", editor)?.addEventListener("change", (event) => { event.target.dataset.chosen = "yes"; });
  write(editor);
}

function addButtons(editor, item) {
  const buttons = find("#entry-buttons", editor);
  if (buttons) item.append(buttons.content.cloneNode(true));
}

export function arrange(editor, button) {
  if (button.classList.contains("add")) add(editor);
  else if (button.dataset.move !== undefined) move(editor, button);
}

function move(editor, button) {
  const item = button.closest("li");
  const by = Number(button.dataset.move);
  const stands = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!by) {
    (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button")?.focus();
    item.remove();
  } else if (stands) {
    stands[by < 0 ? "before" : "after"](item);
    button.focus();
  }
  write(editor);
}

// Who chooses something and saves means it to be added.
export function addChosen(editor) {
  if (find("#entry-choice", editor)?.dataset.chosen) add(editor);
}

// What the list of the house lacked can be chosen, and is.
export function addNew(editor, { key, called }) {
  find("#entry-choice", editor).append(new Option(called, key));
  find("#entry-choice", editor).value = key;
  add(editor);
}

function add(editor) {
  const choice = find("#entry-choice", editor);
  delete choice.dataset.chosen;
  const item = document.createElement("li");
  item.dataset.key = choice.value;
  item.dataset.added = "";
  item.dataset.choice = "once" in choice.dataset ? choice.value : "";
  item.append(Object.assign(document.createElement("span"), { className: "entry", textContent: choice.selectedOptions[0].textContent }));
  list(editor).append(item);
  addButtons(editor, item);
  write(editor);
  item.scrollIntoView({ block: "nearest" });
}

function write(editor) {
  const items = [...list(editor).children];
  find(".none", editor).hidden = items.length > 0;
  const order = find("input[type=hidden]", editor);
  // As the program writes it: what is in order again has not changed.
  for (const option of find("#entry-choice", editor)?.options ?? []) {
    option.disabled = option.value !== "" && items.some((item) => item.dataset.choice === option.value);
  }
  const choice = find("#entry-choice", editor);
  if (choice?.selectedOptions[0]?.disabled) choice.value = [...choice.options].find((option) => !option.disabled)?.value ?? "";
  if (choice) find("button.add", editor).disabled = choice.selectedIndex < 0;
  if (order) order.value = `[${items.map((item) => JSON.stringify(item.dataset.key)).join(", ")}]`;
}
