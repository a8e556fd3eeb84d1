// Facts go where the caret is, gaps fill both languages, a phone shows one language at a time.
const NARROW = matchMedia("(max-width: 760px)");

export function startHelpers(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    insert(form, button);
  });
  form.querySelectorAll("[data-gap] select").forEach((select) => select.addEventListener("change", () => fill(form, select)));
  startSwitch(form);
}

function insert(form, button) {
  const last = form.dataset.last === "en" ? "en" : "vi";
  for (const code of ["vi", "en"]) {
    if (button.dataset[code]) place(form.elements[`text_${code}`], button.dataset[code]);
  }
  tick(form, button.value);
  const area = form.elements[`text_${last}`];
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

// A sentence of its own: set off by spaces from what stands around it.
function place(area, words) {
  const at = area.dataset.touched ? area.selectionStart : area.value.length;
  const before = area.value.slice(0, at), after = area.value.slice(area.dataset.touched ? area.selectionEnd : at);
  const sentence = /[.!?…]$/.test(words) ? words : `${words}.`;
  const text = `${before && !/\s$/.test(before) ? " " : ""}${sentence}${after && !/^\s/.test(after) ? " " : ""}`;
  area.setRangeText(text, before.length, area.value.length - after.length, "end");
}

function tick(form, value) {
  const box = form.querySelector(`[name=facts][value="${CSS.escape(value)}"]`);
  if (box) box.checked = true;
}

function fill(form, select) {
  const button = form.querySelector(`[data-insert][value="${CSS.escape(select.value)}"]`);
  if (!button) return;
  const key = select.closest("[data-gap]").dataset.gap;
  for (const code of ["vi", "en"]) {
    const field = form.elements[`gap_${key}_${code}`];
    if (field && button.dataset[code]) field.value = button.dataset[code].replace(/[ .]+$/, "");
  }
  tick(form, select.value);
  select.value = "";
  form.elements[`gap_${key}_vi`].dispatchEvent(new Event("input", { bubbles: true }));
}

function startSwitch(form) {
  const group = form.querySelector(".editor-switch");
  for (const code of ["vi", "en"]) {
    const area = form.elements[`text_${code}`];
    area.addEventListener("focus", () => { form.dataset.last = code; area.dataset.touched = "1"; });
  }
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-language]");
    if (button) choose(form, group, button.dataset.language);
  });
  const fit = () => {
    group.hidden = !NARROW.matches;
    if (NARROW.matches) choose(form, group, form.dataset.language ?? "vi");
    else delete form.dataset.language;
  };
  NARROW.addEventListener("change", fit);
  fit();
}

function choose(form, group, language) {
  form.dataset.language = language;
  form.dataset.last = language;
  group.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.language === language)));
}
