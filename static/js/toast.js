// Passing messages: those of good news leave by themselves, refusals stay until dismissed.
import { say } from "./words.js";

const STAY = 8000;

export function startToasts() {
  const place = document.getElementById("notices");
  if (!place) return;
  place.querySelectorAll("[data-toast]").forEach(leaveInTime);
  new MutationObserver((changes) => {
    changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.matches?.("[data-toast]")).forEach(leaveInTime);
  }).observe(place, { childList: true });
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
  });
}

function leaveInTime(toast) {
  if (toast.getAttribute("role") === "alert") return;
  const timer = setInterval(() => {
    if (!toast.matches(":hover, :focus-within")) { toast.remove(); clearInterval(timer); }
  }, STAY);
}

export function complain(sentence = say("failed")) {
  const toast = document.createElement("div");
  toast.className = "toast toast-warn";
  toast.setAttribute("role", "alert");
  toast.dataset.toast = "";
  const text = document.createElement("p");
  text.textContent = sentence;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-small";
  button.dataset.dismiss = "";
  button.textContent = say("close");
  toast.append(document.createElement("span"), text, button);
  document.getElementById("notices")?.replaceChildren(toast);
}
