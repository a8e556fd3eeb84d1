// Dialogs, menus that close themselves, the rail on phones, and questions before grave acts.
import { say } from "./words.js";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    openDialog(event);
    closeByBackdrop(event);
    closeMenus(event.target);
    toggleRail(event);
  });
  document.addEventListener("click", ask, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

function openDialog(event) {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
}

function closeByBackdrop(event) {
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
  }
}

function closeMenus(target) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(target)) menu.open = false;
  });
}

function toggleRail(event) {
  const rail = document.getElementById("rail");
  const button = document.querySelector("[data-rail]");
  if (!rail || !button) return;
  const open = event.target.closest("[data-rail]") ? !rail.classList.contains("is-open") : false;
  rail.classList.toggle("is-open", open);
  button.setAttribute("aria-expanded", String(open));
}

let confirmed = null;

function ask(event) {
  const button = event.target.closest("[data-confirm]");
  if (!button || button === confirmed) { confirmed = null; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = question(button.dataset.confirm);
  dialog.addEventListener("close", () => {
    const agreed = dialog.returnValue === "yes";
    dialog.remove();
    if (!agreed) return button.focus();
    confirmed = button;
    button.click();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function question(sentence) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog-body";
  const text = document.createElement("p");
  text.textContent = sentence;
  const row = document.createElement("div");
  row.className = "actions";
  row.append(choice("yes", say("confirm"), "button button-grave"), choice("", say("cancel"), "button button-quiet"));
  form.append(text, row);
  dialog.append(form);
  return dialog;
}

function choice(value, label, look) {
  const button = document.createElement("button");
  button.value = value;
  button.className = look;
  button.textContent = label;
  return button;
}
