// The command menu and the sheet of keys, both made from what the page declares.
import { say } from "./words.js";
import { lettersOn, switchLetters } from "./keys.js";

const dialog = document.getElementById("command");
const sheet = document.getElementById("shortcuts");
let entries = [];
let chosen = 0;

export function startCommand() {
  if (!dialog) return;
  document.querySelectorAll("[data-command], [data-shortcuts]").forEach((button) => { button.hidden = false; });
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) {
    document.querySelectorAll("[data-command] kbd").forEach((key) => { key.textContent = "Ctrl K"; });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-command]")) openCommand();
    if (event.target.closest("[data-shortcuts]")) openSheet();
  });
  const input = dialog.querySelector("input");
  input.addEventListener("input", () => show(input.value));
  input.addEventListener("keydown", steer);
  dialog.querySelector("ul").addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(Number(option.dataset.index));
  });
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

const label = (place) => (place.querySelector("span:not(.visually-hidden)") ?? place).textContent.trim();

function collect() {
  const on = (selector) => [...document.querySelectorAll(selector)].filter((place) => !place.closest("dialog, [hidden]"));
  const actions = on("main .button:not([aria-disabled]):not([aria-busy]), .menu-list .button").map((target) => ({ target, label: label(target), key: target.dataset.key, group: say("here") }));
  const rooms = on("#rail a").map((target) => ({ target, label: label(target), key: target.dataset.go && `g ${target.dataset.go}`, group: say("go") }));
  const seen = new Set();
  const fresh = ({ group, label: name }) => name && !seen.has(group + name) && seen.add(group + name);
  return [...actions, ...rooms].filter(fresh);
}

export function openCommand() {
  if (!dialog || dialog.open) return;
  dialog.querySelector("input").value = "";
  dialog.showModal();
  show("");
}

function show(query) {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  entries = collect().filter((entry) => wanted.every((word) => plain(entry.label).includes(word)));
  const search = document.querySelector("[data-command]")?.dataset.search;
  if (query.trim() && search) {
    entries.push({ url: `${search}?q=${encodeURIComponent(query.trim())}`, label: say("searchFor", { words: query.trim() }), group: "" });
  }
  chosen = 0;
  paint();
}

function paint() {
  const list = dialog.querySelector("ul");
  list.replaceChildren(...entries.map(option));
  if (!entries.length) list.append(text("li", say("nothing"), "muted"));
  dialog.querySelector("input").setAttribute("aria-activedescendant", entries.length ? `command-${chosen}` : "");
  list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

function option(entry, index) {
  const item = text("li", entry.label);
  item.id = `command-${index}`;
  item.dataset.index = index;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(index === chosen));
  item.append(text("span", entry.group, "group"));
  if (entry.key) item.append(text("kbd", entry.key.toUpperCase()));
  return item;
}

function text(tag, words, look = "") {
  const place = document.createElement(tag);
  place.textContent = words;
  if (look) place.className = look;
  return place;
}

function steer(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && entries.length) {
    event.preventDefault();
    chosen = (chosen + step + entries.length) % entries.length;
    paint();
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    run(chosen);
  } else if (event.key === "Escape") {
    event.preventDefault(); // a search field would only empty itself
    dialog.close();
  }
}

function run(index) {
  const entry = entries[index];
  if (!entry) return;
  dialog.close();
  if (entry.url) location.assign(entry.url);
  else entry.target.click();
}

export function openSheet() {
  if (!sheet || sheet.open) return;
  const body = sheet.querySelector("[data-shortcut-sheet]");
  const found = collect().filter((entry) => entry.key);
  const always = [["⌘K / Ctrl K", say("search")], ["?", say("help")], ["/", say("filter")], ["J K", say("move")], ["Enter", say("open")],
    ...document.querySelector("[data-tick]") ? [["X", say("tick")]] : []];
  const part = (name) => found.filter((entry) => entry.group === name).map((entry) => [entry.key.toUpperCase(), entry.label]);
  body.replaceChildren(group(say("here"), part(say("here"))), group(say("go"), part(say("go"))), group(say("always"), always), letterSwitch());
  sheet.showModal();
}

function group(title, lines) {
  const box = text("section", "", "shortcut-group");
  if (!lines.length) return box;
  box.append(text("h3", title));
  for (const [key, words] of lines) {
    const line = document.createElement("div");
    line.append(text("span", words), text("kbd", key));
    box.append(line);
  }
  return box;
}

function letterSwitch() {
  const button = text("button", say(lettersOn() ? "lettersOff" : "lettersOn"), "button button-small");
  button.type = "button";
  button.addEventListener("click", () => {
    switchLetters();
    button.textContent = say(lettersOn() ? "lettersOff" : "lettersOn");
  });
  return button;
}
