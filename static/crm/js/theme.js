// Runs in <head>, before anything is painted: says that scripts run, and puts on light or dark.
// The choice stands in this browser ("light" or "dark"); without one the system decides, also while the page is open.
(() => {
  const KEY = "crm.theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      const kept = window.localStorage.getItem(KEY);
      return kept === "light" || kept === "dark" ? kept : "auto";
    } catch {
      return "auto"; // a browser that keeps nothing for us follows the system
    }
  };

  const keep = (choice) => {
    try {
      if (choice === "auto") window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, choice);
    } catch {
      // the choice then holds for this page only
    }
  };

  const show = (choice) => {
    const theme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
    root.setAttribute("data-bs-theme", theme);
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };

  root.classList.add("js");
  show(chosen());
  system.addEventListener("change", () => show(chosen()));
  window.addEventListener("storage", (event) => event.key === KEY && show(chosen()));
  document.addEventListener("DOMContentLoaded", () => show(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    keep(button.dataset.themeChoice);
    show(button.dataset.themeChoice);
  });
})();
