// Rows of a list of events: drag them, or Alt+arrow. The server says which minute follows.
const body = document.querySelector("[data-story]");
const form = document.getElementById("story-move");
let dragged = null;

function rowOf(event) {
  return event.target.closest?.("tr[data-inject]");
}

function clear() {
  body.querySelectorAll("[data-drop]").forEach((row) => row.removeAttribute("data-drop"));
}

// Above the middle of a row means before it, below means before the next one, or last.
function isUpper(row, event) {
  const box = row.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
}

function drop(row, event) {
  const next = isUpper(row, event) ? row : row.nextElementSibling;
  if (next === dragged) return;
  form.action = form.dataset.move.replace("/0/", `/${dragged.dataset.inject}/`);
  form.elements.before.value = next ? next.dataset.inject : "";
  form.submit();
}

function start() {
  body.querySelectorAll("tr[data-inject]").forEach((row) => { row.draggable = true; });
  body.addEventListener("dragstart", (event) => {
    dragged = rowOf(event);
    if (!dragged) return;
    dragged.setAttribute("data-dragged", "");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.inject);
  });
  body.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!dragged || !row) return;
    event.preventDefault();
    clear();
    if (row !== dragged) row.dataset.drop = isUpper(row, event) ? "before" : "after";
  });
  body.addEventListener("drop", (event) => {
    const row = rowOf(event);
    event.preventDefault();
    clear();
    if (dragged && row && row !== dragged) drop(row, event);
  });
  body.addEventListener("dragend", () => {
    dragged?.removeAttribute("data-dragged");
    dragged = null;
    clear();
  });
  body.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    rowOf(event)?.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]")?.click();
  });
  // After a move the page is new: the keyboard goes on where it was, once the browser has jumped there.
  window.addEventListener("load", () => setTimeout(() => {
    const here = document.getElementById(location.hash.slice(1));
    here?.querySelector("[data-up], [data-down]")?.focus({ preventScroll: true });
  }));
}

if (body && form) start();
