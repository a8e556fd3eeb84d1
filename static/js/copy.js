// A copy button takes the words of another element along and says that it did.
function offer() {
  document.querySelectorAll("[data-copy][hidden]").forEach((button) => {
    button.hidden = false;
  });
}

function byHand(source) {
  const range = document.createRange();
  range.selectNodeContents(source);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
  return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy"));
}

function copy(source) {
  const words = source.innerText.trim();
  return navigator.clipboard?.writeText
    ? navigator.clipboard.writeText(words).catch(() => byHand(source))
    : byHand(source);
}

function say(button) {
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  document.getElementById("announcer").textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (source) copy(source).then(() => say(button), () => {});
});
document.addEventListener("htmx:afterSettle", offer);
offer();
