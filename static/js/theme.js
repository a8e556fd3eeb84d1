// The theme changes at once; the form behind it keeps the cookie for the next page.
export function startTheme() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest?.("[data-theme-switch]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const chosen = event.submitter.value;
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    form.querySelectorAll("button").forEach((button) => button.toggleAttribute("aria-current", button === event.submitter));
    event.submitter.setAttribute("aria-current", "true");
    await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual", credentials: "same-origin" });
  });
}
