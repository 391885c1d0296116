// Pages of one document: an upload that is on its way says so, and two versions are chosen to be compared.
// Without this script the same forms work.
(() => {
  "use strict";
  if (document.documentElement.dataset.documents) return;
  document.documentElement.dataset.documents = "ready";

  const busy = (form) => {
    const button = form.querySelector("button[type=submit]");
    const label = button.querySelector("[data-upload-label]");
    if (button.dataset.busy) return false;
    button.dataset.busy = label.textContent;
    button.setAttribute("aria-busy", "true");
    label.textContent = form.dataset.uploading;
    return true;
  };

  const free = (form) => {
    const button = form.querySelector("button[type=submit]");
    if (!button || !button.dataset.busy) return;
    button.querySelector("[data-upload-label]").textContent = button.dataset.busy;
    delete button.dataset.busy;
    button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload-form]");
    if (form && !busy(form)) event.preventDefault();
  });

  // Two versions are compared: choosing a third lets go of the one that was chosen first.
  const chosen = [...document.querySelectorAll("input[data-compare]:checked")].reverse();
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[data-compare]")) return;
    const at = chosen.indexOf(event.target);
    if (at >= 0) chosen.splice(at, 1);
    if (event.target.checked) chosen.push(event.target);
    if (chosen.length > 2) chosen.shift().checked = false;
  });

  // The name of a new file is offered, and typing replaces it.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("input[data-select]") && !event.target.dataset.selected) {
      event.target.dataset.selected = "once";
      event.target.select();
    }
  });
  const focused = document.querySelector("input[data-select]");
  if (focused && document.activeElement === focused) focused.select();

  // Back from another page: what was sent is not on its way any more.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-upload-form]").forEach(free));
})();
