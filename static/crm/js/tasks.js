// The buttons Today, In 3 days, In a week set the day in the page; without script they are posted, and the form comes
// back with the day in it.
(() => {
  "use strict";
  if (document.documentElement.dataset.tasks) return;
  document.documentElement.dataset.tasks = "ready";

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-quick-day]");
    const input = button && document.getElementById(button.dataset.quickFor);
    if (!input) return;
    event.preventDefault();
    input.value = button.dataset.quickDay;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
