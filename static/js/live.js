// The page keeps up with its incident: a stream says "something is new", then one answer of fragments.
import { announce, say } from "./words.js";
import { serverNow, trustServer } from "./clock.js";
import { isDirty } from "./draft.js";

const POLL = 20000;
let place, source, asking = false, again = false, heardAt = serverNow(), lostAt = null, postponed = false, added = 0;

export function startLive() {
  place = document.querySelector("[data-live]");
  if (!place) return;
  listen();
  setInterval(() => { if (!streaming() && !document.hidden) ask(); }, POLL);
  setInterval(status, 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("online", ask);
  document.addEventListener("desk:changed", ask);
  document.addEventListener("focusout", () => { if (postponed) setTimeout(ask, 300); });
}

const streaming = () => source?.readyState === EventSource.OPEN;

function listen() {
  if (!place.dataset.liveStream) return;
  source = new EventSource(place.dataset.liveStream);
  const changed = (event) => { if (!isOld(event.data)) ask(); };
  ["message", "seq", "changed"].forEach((name) => source.addEventListener(name, changed));
  source.addEventListener("viewers", (event) => {
    document.querySelectorAll("[data-viewers]").forEach((counter) => { counter.textContent = event.data; });
  });
  source.addEventListener("open", ask);
  source.addEventListener("end", stop);
}

function isOld(data) {
  const seq = Number(data?.match?.(/\d+/)?.[0]);
  return seq > 0 && seq <= Number(place.dataset.liveSeq);
}

async function ask() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    await fetchOnce();
  } catch {
    lostAt ??= serverNow();
  }
  asking = false;
  if (again) { again = false; ask(); }
}

async function fetchOnce() {
  const url = new URL(place.dataset.liveUrl, location.href);
  url.searchParams.set("seq", postponed || place.dataset.liveSeq);
  const answer = await fetch(url, { headers: { "HX-Request": "true", "X-Live": "1" }, credentials: "same-origin" });
  trustServer(answer.headers.get("Date"));
  if (answer.status === 410 || answer.status === 403 || answer.status === 404 || answer.redirected) return stop();
  if (!answer.ok) throw new Error(String(answer.status));
  heardAt = serverNow();
  lostAt = null;
  if (answer.status === 200) take(await answer.text(), answer.headers);
}

function take(html, headers) {
  const asked = postponed || place.dataset.liveSeq;
  const pieces = [...new DOMParser().parseFromString(html, "text/html").body.children].filter((piece) => piece.id);
  const kept = pieces.filter((piece) => !swap(piece));
  postponed = kept.length ? asked : false;
  place.dataset.liveSeq = headers.get("X-Live-Seq") ?? place.dataset.liveSeq;
  const sentence = headers.get("X-Live-Announce");
  if (sentence) announce(decodeURIComponent(sentence));
  else if (added) announce(say("newLines", { count: added }));
  added = 0;
  if (kept.length) announce(say("waiting"));
}

// Answers whether the piece found its place; a form somebody types in is left alone.
function swap(piece) {
  const [mode, selector] = (piece.getAttribute("hx-swap-oob") ?? "true").split(":");
  const target = document.querySelector(selector ?? `#${CSS.escape(piece.id)}`);
  if (!target) return true;
  piece.removeAttribute("hx-swap-oob");
  if (mode === "afterbegin" || mode === "beforeend") {
    const fresh = [...piece.children].filter((child) => !child.id || !document.getElementById(child.id));
    mode === "afterbegin" ? target.prepend(...fresh) : target.append(...fresh);
    added += fresh.length;
    window.htmx?.process(target);
    return true;
  }
  if (isBusy(target)) return false;
  keepOpen(target, piece);
  mode === "innerHTML" ? target.replaceChildren(...piece.childNodes) : target.replaceWith(piece);
  window.htmx?.process(mode === "innerHTML" ? target : piece);
  return true;
}

function isBusy(target) {
  const focused = document.activeElement;
  const writing = target.contains(focused) && focused.matches("input, textarea, select");
  return writing || Boolean(target.querySelector("dialog[open]")) || [...target.querySelectorAll("form")].some(isDirty);
}

function keepOpen(target, piece) {
  target.querySelectorAll("details[open][id]").forEach((details) => {
    piece.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  });
}

function status() {
  const lost = lostAt !== null && serverNow() - lostAt > 5000;
  document.querySelectorAll("[data-live-status]").forEach((line) => {
    line.classList.toggle("is-lost", lost);
    const text = lost ? say("reconnecting", { at: clockTime(lostAt) }) : say("updated", { ago: fresh() });
    if (line.textContent !== text) line.textContent = text;
  });
}

const clockTime = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

function fresh() {
  const seconds = Math.round((serverNow() - heardAt) / 1000);
  if (seconds < 5 || streaming()) return say("justNow");
  const spoken = new Intl.RelativeTimeFormat(document.documentElement.lang);
  return seconds < 60 ? spoken.format(-seconds, "second") : spoken.format(-Math.floor(seconds / 60), "minute");
}

function stop() {
  source?.close();
  place.removeAttribute("data-live");
  document.querySelectorAll("[data-live-status]").forEach((line) => line.remove());
  document.removeEventListener("desk:changed", ask);
  asking = true;
}
