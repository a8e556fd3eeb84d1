// Ticked lines of a list: how many, all at once, and a stretch of them with Shift.
import { say } from "./words.js";

const boxes = () => [...document.querySelectorAll("[data-tick]")];
let last = null;

export const anyTicked = () => boxes().some((box) => box.checked);

export function startTicks() {
  document.addEventListener("click", stretch);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    show();
  });
  document.addEventListener("htmx:load", show);
  window.addEventListener("pageshow", show);
}

export function tickRow(row) {
  const box = row?.querySelector("[data-tick]");
  box?.click();
  return Boolean(box);
}

function stretch(event) {
  const box = event.target.closest?.("[data-tick]");
  if (!box) return;
  const all = boxes(), from = all.indexOf(last), to = all.indexOf(box);
  if (event.shiftKey && from >= 0) all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
  last = box;
}

function show() {
  const count = boxes().filter((box) => box.checked).length;
  document.querySelectorAll("[data-tick-count]").forEach((place) => { place.textContent = count ? say("ticked", { count }) : place.dataset.tickCount; });
  document.querySelectorAll("[data-tick-all]").forEach((box) => {
    box.checked = count > 0 && count === boxes().length;
    box.indeterminate = count > 0 && !box.checked;
  });
}
