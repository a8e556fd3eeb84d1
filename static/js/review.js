// The hot wash sends without leaving the page and keeps what the network refused; hints on wording.
const EVERY = 5000, PAUSE = 700;
const add = document.querySelector("[data-wash=add]");
const shelf = `desk:wash:${location.pathname}:${add?.dataset.person}`;
const status = document.querySelector("[data-wash-status]");
let busy = false;

const kept = () => { try { return JSON.parse(sessionStorage.getItem(shelf)) ?? []; } catch { return []; } };
const keep = (lines) => (lines.length ? sessionStorage.setItem(shelf, JSON.stringify(lines)) : sessionStorage.removeItem(shelf));
const tell = (text) => { if (status) status.textContent = text; };
const ask = () => document.dispatchEvent(new Event("desk:changed"));

if (document.querySelector("[data-wash-board]")) {
  document.addEventListener("submit", submitted);
  window.addEventListener("online", flush);
  setInterval(() => { if (!document.hidden) { flush(); ask(); } }, EVERY);
  flush();
}

function submitted(event) {
  const form = event.target;
  if (!form.dataset.wash) return;
  event.preventDefault();
  if (form.dataset.wash === "act") { act(form); return; }
  const text = form.elements.text.value.trim();
  if (!text) { form.elements.text.focus(); return; }
  keep([...kept(), { kind: form.elements.kind.value, text, key: form.elements.key.value, unnamed: form.elements.unnamed.value }]);
  form.elements.text.value = "";
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.key.value = newKey();
  flush();
}

// A line keeps the key it was typed under: sent twice, it is one line.
async function flush() {
  if (busy || !add || !kept().length) return;
  busy = true;
  while (kept().length) {
    const answer = await send(add.action, new URLSearchParams(kept()[0]));
    if (!answer) { tell(add.dataset.sayWaits); break; }
    const [line, ...rest] = kept();
    keep(rest);
    if (!answer.ok) {
      // Whatever is being typed stays, below what came back.
      add.elements.text.value = [line.text, add.elements.text.value].filter(Boolean).join("\n");
      tell(add.dataset.sayRefused);
      break;
    }
    tell(add.dataset.saySent);
  }
  busy = false;
  ask();
}

async function act(form) {
  const answer = await send(form.action, new URLSearchParams(new FormData(form)));
  tell(answer?.ok ? "" : add?.dataset.sayOffline ?? "");
  ask();
}

async function send(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token() } });
    // Who was signed out lands on the page for signing in: nothing was taken.
    const elsewhere = answer.redirected && new URL(answer.url).pathname !== location.pathname;
    return elsewhere || answer.status >= 500 || answer.status === 429 ? null : answer;
  } catch {
    return null;
  }
}

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

// randomUUID asks for https; a desk in a meeting room may have none.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// Hints as one types: about the field with the focus, shown once in its form.
const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const field = event.target, form = field.closest?.("[data-wording]");
  if (!form || !(field.matches("textarea") || field.matches("[data-words]"))) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => hint(form, field), PAUSE));
});

async function hint(form, field) {
  const place = form.querySelector("[data-hints]");
  if (!place) return;
  if (!field.value.trim()) { place.replaceChildren(); return; }
  const answer = await send(form.dataset.wording, new URLSearchParams({ text: field.value }));
  if (!answer?.ok || answer.redirected) return;
  const hints = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (place.innerHTML !== hints.innerHTML) place.replaceChildren(...hints.childNodes);
  if (field.nextElementSibling !== place && field.closest(".field")) field.closest(".field").after(place);
}
