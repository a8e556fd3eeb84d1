// Rows of the editor change places by drag, with Alt and an arrow, and by their buttons. The rows
// only move in the page: each carries its number, and the numbers are sent in the page's order.
import { announce } from "./words.js";

const FORM = "#editor", ROW = "[data-row-of]", LIST = "[data-rows]";
let dragged = null, here = null, before = null;

document.documentElement.classList.add("sorts");
document.querySelector(`${FORM} [autofocus]`)?.focus();
document.addEventListener("click", pressed, true);
document.addEventListener("keydown", typed);
document.addEventListener("input", (event) => { if (event.target.closest(FORM)) unsaved(); });
document.addEventListener("dragstart", lift);
document.addEventListener("dragover", over);
document.addEventListener("dragend", put);
document.addEventListener("drop", drop);
document.addEventListener("focusin", (event) => { here = event.target.closest(ROW) ?? here; });
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSwap", recall);

const form = () => document.querySelector(FORM);
const rowsOf = (list) => [...list.querySelectorAll(`:scope > ${ROW}`)];

function unsaved() {
  form().dataset.unsaved = "1";
  const place = form().querySelector("[data-save-state]");
  const words = form().querySelector("[data-say-unsaved]").dataset.sayUnsaved;
  if (place.textContent !== words) place.textContent = words;
}

// Before htmx hears of it: with a script the page need not be asked.
function pressed(event) {
  const button = event.target.closest?.("[data-move]");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  shift(button.closest(ROW), Number(button.dataset.move));
}

function typed(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && form()) {
    event.preventDefault();
    form().querySelector("[data-save]").click();
  }
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.target.closest?.(ROW);
  if (!step || !row || event.target.matches("select")) return;
  event.preventDefault();
  shift(row, step);
}

// One place further, or over the edge into the next section.
function shift(row, step) {
  const list = row.parentElement, rows = rowsOf(list);
  const other = rows[rows.indexOf(row) + step];
  if (other) return move(row, list, step > 0 ? other.nextElementSibling : other);
  const lists = [...document.querySelectorAll(`[data-rows="${row.dataset.rowOf}"]`)];
  const next = lists[lists.indexOf(list) + step];
  if (!next) return announce(form().dataset.sayEnd);
  move(row, next, step > 0 ? next.firstElementChild : null);
}

function move(row, list, before) {
  const from = rowsOf(row.parentElement).indexOf(row) + 1, source = row.parentElement, held = document.activeElement;
  list.insertBefore(row, before);
  if (row.contains(held)) held.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  [source, list].forEach(renumber);
  const section = row.querySelector("[name$='-section']");
  if (section && list.dataset.section !== undefined) section.value = list.dataset.section;
  unsaved();
  const rows = rowsOf(list), said = form().dataset[list.dataset.name ? "sayInto" : "sayMoved"];
  const facts = { from, to: rows.indexOf(row) + 1, count: rows.length, section: list.dataset.name };
  announce(said.replace(/%\((\w+)\)s/g, (_, key) => facts[key]));
}

function renumber(list) {
  rowsOf(list).forEach((row, at) => { row.querySelector("[data-number]").textContent = at + 1; });
}

function lift(event) {
  const handle = event.target.closest?.(".handle");
  if (!handle) return;
  dragged = handle.closest(ROW);
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  event.dataTransfer.setDragImage(dragged, 20, 20);
}

// Where the row would go: before or after the row under the pointer, or into an empty section.
function target(event) {
  const list = event.target.closest?.(LIST);
  if (!dragged || list?.dataset.rows !== dragged.dataset.rowOf) return null;
  const row = event.target.closest(ROW);
  if (!row) return { list, before: null };
  const box = row.getBoundingClientRect(), late = event.clientY > box.top + box.height / 2;
  return { list, row, late, before: late ? row.nextElementSibling : row };
}

function over(event) {
  const place = target(event);
  clear();
  if (!place) return;
  event.preventDefault();
  if (place.row) place.row.classList.add(place.late ? "drop-after" : "drop-before");
  else place.list.classList.add("drop-inside");
}

function drop(event) {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  if (place.before !== dragged && place.row !== dragged) move(dragged, place.list, place.before);
  put();
}

function put() {
  clear();
  dragged?.classList.remove("is-dragged");
  dragged = null;
}

// The page that comes back opens what was open, and stands where the writer was.
function remember(event) {
  if (event.detail.target?.id !== "editor") return;
  const open = [...document.querySelectorAll(`${ROW} details[open]`)].map((part) => name(part.closest(ROW)));
  const row = here?.isConnected ? here : null;
  before = { open, row: row && name(row), top: row?.getBoundingClientRect().top };
}

function recall() {
  if (!before) return;
  const rows = [...document.querySelectorAll(ROW)], { open, row, top } = before;
  before = null;
  rows.filter((one) => open.includes(name(one))).forEach((one) => { const part = one.querySelector("details"); if (part) part.open = true; });
  here = rows.find((one) => name(one) === row) ?? null;
  if (here && !form().querySelector("[autofocus]")) scrollBy(0, here.getBoundingClientRect().top - top);
}

// By its identifier, for numbers change with every move.
const name = (row) => `${row.dataset.rowOf}:${row.querySelector("[name$='-key']")?.value ?? row.id}`;

const clear = () => ["drop-before", "drop-after", "drop-inside"].forEach((look) => document.querySelectorAll(`.${look}`).forEach((place) => place.classList.remove(look)));
