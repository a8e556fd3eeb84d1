// Everything a signed-in page switches on. Each part also works, less comfortably, without it.
import { startClocks, trustServer } from "./clock.js";
import { startCommand } from "./command.js";
import { startDialogs } from "./dialog.js";
import { startForms } from "./draft.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startTheme } from "./theme.js";
import { startTicks } from "./ticks.js";
import { complain, startToasts } from "./toast.js";

startTheme();
startDialogs();
startForms();
startToasts();
startCommand();
startKeys();
startTicks();
startClocks();
startLive();

// A row of tabs that is wider than a phone shows the one that is open.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const bar = document.getElementById("progress");
let waiting = 0, timer = 0;

function busy(change) {
  waiting = Math.max(waiting + change, 0);
  clearTimeout(timer);
  if (waiting) timer = setTimeout(() => bar?.classList.add("is-on"), 300);
  else bar?.classList.remove("is-on");
}

document.addEventListener("htmx:beforeRequest", () => busy(1));
document.addEventListener("htmx:afterRequest", (event) => {
  busy(-1);
  trustServer(event.detail.xhr?.getResponseHeader("Date"));
  if (event.detail.successful && event.detail.requestConfig?.verb !== "get") document.dispatchEvent(new Event("desk:changed"));
});
document.addEventListener("htmx:sendError", () => complain());
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) complain();
});
