// Runs in <head>, before anything is painted: says that scripts run, and puts on light or dark.
// The choice stands in a cookie ("light" or "dark"), because signing out empties the browser's other stores; without one
// the system decides, also while the page is open.
(() => {
  const YEAR = 60 * 60 * 24 * 365;
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1] ?? "auto";

  const keep = (choice) => {
    document.cookie = `theme=${choice}; path=/; max-age=${choice === "auto" ? 0 : YEAR}; SameSite=Lax`;
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
  window.addEventListener("pageshow", () => show(chosen()));
  document.addEventListener("DOMContentLoaded", () => show(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    keep(button.dataset.themeChoice);
    show(button.dataset.themeChoice);
  });
})();
