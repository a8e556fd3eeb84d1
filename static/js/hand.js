// A report by hand: what another app copied goes into the form with one press.
const button = document.querySelector("[data-paste]");
const link = /https?:\/\/[^\s<>"]+/;

function fill(id, value) {
  const field = document.getElementById(id);
  if (!field || !value) return;
  field.value = field.value && field.tagName === "TEXTAREA" ? `${field.value}\n${value}` : value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function take(copied) {
  const found = copied.match(link);
  if (found) fill("id_url", found[0]);
  fill("id_text", (found ? copied.replace(found[0], " ") : copied).trim());
}

if (button && navigator.clipboard?.readText) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.readText().then(take, () => document.getElementById("id_text")?.focus());
  });
}

// The server leads on to another page: what was typed is saved there and need not be kept here.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  document.querySelectorAll("[data-draft]").forEach((field) => {
    sessionStorage.removeItem(`draft:${location.pathname}:${field.dataset.draft}`);
  });
});
