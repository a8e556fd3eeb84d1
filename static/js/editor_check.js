// The rules of submitting, asked as one types; focus and caret stay where they are.
const PAUSE = 900;
let form, place, timer = 0, question = null, waiting = false;

export function startChecking(given) {
  form = given;
  place = document.getElementById("check");
  if (!place) return;
  form.addEventListener("input", (event) => { if (!place.contains(event.target)) soon(); });
  form.addEventListener("change", soon);
  document.querySelectorAll("[data-look]").forEach((button) => button.addEventListener("click", look));
  place.addEventListener("focusout", () => { if (waiting) setTimeout(check, 200); });
}

// The button that works without a script leads, with one, to the same findings without a new page.
async function look(event) {
  event.preventDefault();
  await check();
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

export async function check() {
  if (!place) return;
  if (busy()) { waiting = true; return; }
  waiting = false;
  question?.abort();
  question = new AbortController();
  const body = new FormData(form);
  body.delete("file");
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, signal: question.signal, redirect: "manual", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
    if (answer.ok || answer.status === 422) take(await answer.text());
  } catch {
    // Without the network the last look stays; the words are kept by the editor itself.
  }
}

// Somebody writes a reason or chooses a fact there: the new look waits.
function busy() {
  const focused = document.activeElement;
  return place.contains(focused) && focused.matches("input, select");
}

function take(html) {
  if (busy()) { waiting = true; return; }
  const open = [...place.querySelectorAll("details[open]")].map((details) => details.querySelector("[name]")?.name);
  const typed = [...place.querySelectorAll("input[name^=reason_]")].map((field) => [field.name, field.value]);
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  for (const [name, value] of typed) {
    const field = place.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field && value) field.value = value;
  }
  for (const name of open) place.querySelector(`[name="${CSS.escape(name ?? "")}"]`)?.closest("details")?.setAttribute("open", "");
}
