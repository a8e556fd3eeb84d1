// All clocks of the page tick together, on the server's time rather than the computer's.
import { announce, say } from "./words.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400;
let ahead = 0;
const passed = new WeakSet();

export function trustServer(dateHeader) {
  const at = Date.parse(dateHeader ?? "");
  if (!Number.isNaN(at)) ahead = at + 500 - Date.now();
}

export const serverNow = () => Date.now() + ahead;

const two = (number) => String(number).padStart(2, "0");

export function hands(seconds) {
  const days = Math.floor(seconds / DAY), hours = Math.floor(seconds % DAY / HOUR);
  const minutes = Math.floor(seconds % HOUR / MINUTE), rest = Math.floor(seconds % MINUTE);
  if (days) return say("days", { days, clock: `${two(hours)}:${two(minutes)}` });
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

export function lateness(seconds) {
  if (seconds < MINUTE) return `${seconds}″`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}′`;
  if (seconds < 2 * DAY) {
    return say("hoursLate", { clock: `${Math.floor(seconds / HOUR)}:${two(Math.floor(seconds % HOUR / MINUTE))}` });
  }
  return say("daysLate", { days: Math.floor(seconds / DAY) });
}

function tick(clock) {
  const left = Math.floor((Date.parse(clock.dateTime) - serverNow()) / 1000);
  if (clock.dataset.clock === "up") return write(clock, hands(Math.max(-left, 0)));
  const late = left < 0;
  clock.classList.toggle("late", late);
  clock.classList.toggle("soon", !late && left < Number(clock.dataset.warn));
  write(clock, late ? say("late", { duration: lateness(-left) }) : hands(left));
  if (late && left === -1 && !passed.has(clock)) {
    passed.add(clock);
    announce(say("overdue"));
  }
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

const spoken = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });

function age(stamp) {
  const seconds = Math.round((Date.parse(stamp.dateTime) - serverNow()) / 1000);
  const size = Math.abs(seconds);
  if (size < MINUTE) return seconds <= 0 && write(stamp, say("justNow"));
  const [unit, length] = size < HOUR ? ["minute", MINUTE] : size < DAY ? ["hour", HOUR] : ["day", DAY];
  return write(stamp, spoken.format(Math.trunc(seconds / length), unit));
}

export function startClocks() {
  let beat = 0;
  setInterval(() => {
    document.querySelectorAll("[data-clock]").forEach(tick);
    if (beat++ % 20 === 0) document.querySelectorAll("[data-relative]").forEach(age);
  }, 1000);
}
