// Forms: unsent words survive in this window, characters are counted, nothing is sent twice.
import { say } from "./words.js";

const shelf = (name) => `draft:${location.pathname}:${name}`;

export function startForms() {
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target));
  document.addEventListener("input", (event) => { keep(event.target); count(event.target); });
  document.addEventListener("submit", (event) => { setTimeout(() => sent(event), 0); });
  document.addEventListener("htmx:afterRequest", afterRequest);
  window.addEventListener("pageshow", () => free(document));
  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
  });
  document.querySelector("[data-focus]")?.focus();
  arrived();
}

// The editor's copies in this browser: gone once their words are a version, and at signing out.
function arrived() {
  const page = document.querySelector("[data-words-version]");
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith("desk:words:"))) {
    if (page && name.endsWith(`:${page.dataset.words}`) && sentBefore(name, Number(page.dataset.wordsVersion))) localStorage.removeItem(name);
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    Object.keys(localStorage).filter((key) => key.startsWith("desk:words:")).forEach((key) => localStorage.removeItem(key));
  });
}

function sentBefore(name, version) {
  try {
    const { sent } = JSON.parse(localStorage.getItem(name));
    return sent !== undefined && sent < version;
  } catch {
    return true;
  }
}

function prepare(root) {
  const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  all("[data-draft]").forEach(restore);
  all("[data-count]").forEach(count);
}

function restore(area) {
  const kept = sessionStorage.getItem(shelf(area.dataset.draft));
  if (kept && !area.value) area.value = kept;
}

function keep(area) {
  if (!area.dataset?.draft) return;
  if (area.value) sessionStorage.setItem(shelf(area.dataset.draft), area.value);
  else sessionStorage.removeItem(shelf(area.dataset.draft));
}

function count(area) {
  const limit = Number(area.dataset?.count);
  const place = limit && document.querySelector(`[data-counter-for="${CSS.escape(area.id)}"]`);
  if (!place) return;
  const left = limit - [...area.value].length;
  place.textContent = left < 0 ? say("over", { count: -left }) : say("left", { count: left });
  place.classList.toggle("late", left < 0);
}

export function isDirty(form) {
  if (form.dataset.sent) return false;
  if (form.dataset.unsaved) return true;
  return [...form.elements].some((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
  });
}

function sent(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  form.dataset.sent = "1";
  if (form.method === "post") forget(form);
  form.querySelectorAll("button:not([type=button])").forEach((button) => {
    button.setAttribute("aria-busy", "true");
    if (button !== event.submitter) return;
    button.addEventListener("click", stop, { once: false });
  });
}

const stop = (event) => event.preventDefault();

function free(root) {
  root.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  root.querySelectorAll("button[aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.removeEventListener("click", stop);
  });
}

function afterRequest(event) {
  const form = event.target.closest?.("form");
  if (!form) return;
  if (event.detail.successful && event.detail.requestConfig?.verb === "post") forget(form);
  free(document);
}

function forget(form) {
  form.querySelectorAll("[data-draft]").forEach((area) => sessionStorage.removeItem(shelf(area.dataset.draft)));
}
