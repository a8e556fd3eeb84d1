// Shows push messages and opens the page they are about. It keeps no pages: the desk is never stale.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const own = (address) => {
  const url = new URL(address || "/", self.location.origin);
  return url.origin === self.location.origin ? url.href : `${self.location.origin}/`;
};

self.addEventListener("push", (event) => {
  let word;
  try {
    word = event.data.json();
  } catch {
    word = { title: "crisisdesk", body: "" };
  }
  const options = {
    body: word.body || "",
    tag: word.tag,
    lang: word.lang,
    renotify: Boolean(word.tag),
    requireInteraction: Boolean(word.wake),
    icon: "/static/img/icon-192.png",
    data: { url: own(word.url), answer: word.answer ? own(word.answer.url) : "" },
    actions: word.answer ? [{ action: "answer", title: word.answer.label }] : [],
  };
  if (word.wake) options.vibrate = [400, 200, 400, 200, 400];
  event.waitUntil(self.registration.showNotification(word.title || "crisisdesk", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url, answer } = event.notification.data;
  const target = event.action === "answer" && answer ? answer : url;
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const open = windows.find((one) => one.url === target);
      return open ? open.focus() : self.clients.openWindow(target);
    }),
  );
});
