// Lets this browser take push messages: asks its permission, subscribes, tells the desk.
const row = document.querySelector("[data-push]");
const button = row?.querySelector("[data-push-allow]");
const word = row?.querySelector("[data-push-word]");

function bytes(text) {
  const padded = (text + "=".repeat((4 - (text.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

// A browser's own name for itself is long; its owner needs to tell two of them apart.
function device() {
  const agent = navigator.userAgent;
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) || "";
  const system = ["iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux"].find((name) => agent.includes(name)) || "";
  return `${browser === "Edg" ? "Edge" : browser} · ${system}`;
}

async function subscribe() {
  const worker = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const known = await worker.pushManager.getSubscription();
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(row.dataset.key) };
  return known || worker.pushManager.subscribe(wanted);
}

async function tell(subscription) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(row.dataset.subscribe, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ subscription: subscription.toJSON(), device: device() }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

async function allow() {
  button.disabled = true;
  word.textContent = "";
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      word.textContent = row.dataset.refused;
      return;
    }
    word.textContent = row.dataset.waiting;
    await tell(await subscribe());
    window.location.reload();
  } catch {
    word.textContent = row.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

if (button && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  word.textContent = Notification.permission === "denied" ? row.dataset.refused : "";
  button.hidden = false;
  button.addEventListener("click", allow);
}
