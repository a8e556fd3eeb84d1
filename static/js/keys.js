// Single letters, `g` and a letter, j/k through rows. Only outside inputs, and they can be switched off.
import { openCommand, openSheet } from "./command.js";
import { anyTicked, tickRow } from "./ticks.js";

const OFF = "letters-off";
let going = 0;
let line = -1, acted = -1;

export const lettersOn = () => localStorage.getItem(OFF) !== "1";
export const switchLetters = () => localStorage.setItem(OFF, lettersOn() ? "1" : "0");

export function startKeys() {
  document.addEventListener("keydown", press);
  // A line that was fetched anew is still the one a person is on, and so is the next where it went.
  document.addEventListener("htmx:beforeSwap", (event) => { acted = at(event.detail.requestConfig?.elt); });
  document.addEventListener("htmx:afterRequest", () => {
    if (acted >= 0 && document.activeElement === document.body) stand(acted);
    acted = -1;
  });
  document.addEventListener("htmx:afterSettle", () => { if (line >= 0) lines()[line]?.classList.add("is-here"); });
}

const lines = () => [...document.querySelectorAll("[data-row]")];
const at = (place) => lines().indexOf(place?.closest?.("[data-row]"));

function press(event) {
  if ((event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return openCommand();
  }
  if (event.metaKey || event.ctrlKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") { event.preventDefault(); return openSheet(); }
  if (lettersOn() && act(event.key.toLowerCase())) event.preventDefault();
}

const writing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

function act(key) {
  const gone = Date.now() - going < 1200 && follow(`[data-go="${CSS.escape(key)}"]`);
  going = key === "g" ? Date.now() : 0;
  if (gone || key === "g") return true;
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "enter") return openLine();
  if (key === "/") return focusSearch();
  const row = document.querySelector("[data-row].is-here");
  if (key === "x" && tickRow(row)) return true;
  if (row && !anyTicked() && pressInRow(row, key)) return true;
  return follow(`[data-key="${CSS.escape(key)}"]`);
}

function follow(selector) {
  const target = [...document.querySelectorAll(selector)].find((place) => place.checkVisibility?.() ?? true);
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

// A letter means the line one is on, as long as no lines are ticked.
function pressInRow(row, key) {
  const button = row.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
  button?.click();
  return Boolean(button);
}

// From the line that has the focus, whatever led there.
function move(step) {
  const here = at(document.activeElement);
  return stand((here < 0 ? line : here) + step);
}

function stand(place) {
  const rows = lines();
  if (!rows.length) return false;
  line = Math.min(Math.max(place, 0), rows.length - 1);
  rows.forEach((row, index) => row.classList.toggle("is-here", index === line));
  rows[line].scrollIntoView({ block: "nearest" });
  (rows[line].querySelector(".row-link") ?? rows[line].querySelector("a, button"))?.focus({ preventScroll: true });
  return true;
}

function openLine() {
  const row = document.querySelector("[data-row].is-here");
  if (!row || document.activeElement?.closest("a, button, summary")) return false;
  row.querySelector(".row-link, a")?.click();
  return true;
}

function focusSearch() {
  const field = document.querySelector("main input[type=search]");
  if (field) field.focus(); else openCommand();
  return true;
}
