// Writing under pressure: nothing typed is lost, the desk looks at the words as they come.
import { check, startChecking } from "./editor_check.js";
import { startHelpers } from "./editor_help.js";

const form = document.getElementById("editor");
const BEAT = 15000, SOON = 2000, AGAIN = 5000;
const STAYS = new Set(["csrfmiddlewaretoken", "version", "check", "insert", "keep", "submit", "takeover", "attach"]);
let shelf = "", timer = 0, dirty = false, sending = false, leaving = false, last = "";

function start() {
  shelf = `desk:words:${form.dataset.person}:${form.dataset.statement}`;
  document.querySelectorAll("[data-forget]").forEach((button) => button.addEventListener("click", forget));
  offer();
  startHelpers(form);
  startChecking(form);
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitted);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit();
  });
  window.addEventListener("online", send);
  window.addEventListener("offline", () => { if (dirty) show("offline", "warn"); });
  window.addEventListener("pagehide", leave);
  setInterval(beat, BEAT);
  send();
}

// What the fields hold, as the form would send it, without files and buttons.
function fields() {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (!STAYS.has(name) && typeof value === "string") (found[name] ??= []).push(value);
  }
  return found;
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(shelf) ?? "null");
  } catch {
    return null;
  }
}

function typed() {
  dirty = true;
  try {
    localStorage.setItem(shelf, JSON.stringify({ at: Date.now(), version: form.elements.version.value, fields: fields() }));
  } catch {
    // No room in the browser: the desk keeps the words in two seconds.
  }
  shared();
  show(navigator.onLine ? "typing" : "offline", navigator.onLine ? "" : "warn");
  clearTimeout(timer);
  timer = setTimeout(send, SOON);
}

async function send() {
  if (sending || leaving) return;
  sending = true;
  clearTimeout(timer);
  const wasDirty = dirty;
  dirty = false;
  const again = await pulse(wasDirty);
  sending = false;
  dirty ||= again && wasDirty;
  if (again || dirty) timer = setTimeout(send, again ? AGAIN : SOON);
}

function beat() {
  if (!document.hidden && !dirty) send();
}

// One sign of life; answers whether it should be tried again.
async function pulse(withWords) {
  const body = withWords ? new FormData(form) : new FormData();
  body.delete("file");
  try {
    const answer = await fetch(form.dataset.pulse, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return signedOut();
    if (answer.status >= 500 || answer.status === 429) return lost();
    if (!answer.ok) { show("refused", "warn"); return false; }
    heard(await answer.json(), withWords);
    return false;
  } catch {
    return lost();
  }
}

const token = () => form.elements.csrfmiddlewaretoken.value;

function heard(answer, withWords) {
  if (answer.holder) return show("held", "warn", { name: answer.holder });
  if (String(answer.version) !== form.elements.version.value) return show("newer", "warn");
  if (dirty) return;
  if (withWords && answer.kept) last = answer.kept;
  if (last) show("kept", "ok", { at: last });
  else show("clean", "");
}

function lost() {
  show("offline", "warn");
  return true;
}

function signedOut() {
  show("signedOut", "warn");
  const link = document.createElement("a");
  link.href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = form.dataset.saySignIn;
  state().append(" ", link);
  return false;
}

const state = () => form.querySelector("[data-save-state]");

function show(name, tone, values = {}) {
  const words = form.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  const text = words.replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "");
  const place = state();
  if (place.dataset.state !== name || place.textContent !== text) place.textContent = text;
  place.dataset.state = name;
  place.dataset.tone = tone;
}

// A crash, a cut cable, an ended session: the words of then against the words of now.
function offer() {
  const copy = kept();
  if (!copy) return;
  if (same(copy.fields, fields())) return localStorage.removeItem(shelf);
  const mine = document.getElementById("mine");
  if (mine && Date.parse(mine.dataset.kept) > copy.at + SOON * 2) return shared();
  if (mine) mine.hidden = true;
  const place = document.getElementById("restore");
  place.querySelector("[data-restore-at]").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short", hourCycle: "h23" }).format(copy.at);
  place.querySelector("[data-restore]").addEventListener("click", () => { put(copy.fields); place.hidden = true; typed(); check(); form.querySelector("[name=text_vi]").focus(); });
  place.hidden = false;
  shared();
}

const WRITTEN = ["title_vi", "title_en", "text_vi", "text_en"];
const plain = (values) => (values?.[0] ?? "").replace(/\r\n/g, "\n").trim();
const same = (one, other) => Object.keys({ ...one, ...other }).every((name) => name.startsWith("bind:") || name === "next_update_at" || plainAll(one[name]) === plainAll(other[name])) && WRITTEN.every((name) => plain(one[name]) === plain(other[name]));
const plainAll = (values) => (values ?? []).map((value) => plain([value])).filter(Boolean).sort().join("\n");

function put(values) {
  for (const field of form.elements) {
    if (!field.name || STAYS.has(field.name) || field.type === "file") continue;
    const wanted = values[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.name in values && !field.name.startsWith("bind:")) field.value = wanted[0] ?? "";
  }
}

function shared() {
  const place = form.querySelector("[data-shared]");
  if (place) place.hidden = !kept();
}

function forget() {
  localStorage.removeItem(shelf);
  document.getElementById("restore").hidden = true;
  const mine = document.getElementById("mine");
  if (mine) mine.hidden = false;
  shared();
}

// Told from the next page, which knows the newest version, whether the words have arrived.
function submitted() {
  const copy = kept();
  if (copy) localStorage.setItem(shelf, JSON.stringify({ ...copy, sent: Number(form.elements.version.value) }));
  leaving = true;
}

function leave() {
  if (leaving) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  navigator.sendBeacon(form.dataset.leave, body);
}

window.addEventListener("pageshow", (event) => {
  leaving = false;
  if (form && event.persisted) send();
});

if (form) start();
