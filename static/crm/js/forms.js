// Two manners of forms. A form that is on its way is not sent a second time by an impatient click; it can be sent again as
// soon as there is an answer, or after a while. And leaving with typed text that was not saved asks first.
// `data-unsaved-ignore` on a form or field: nothing is lost there (a filter, a search).
(() => {
  const PATIENCE = 8000;
  const onItsWay = new WeakSet();

  const release = (form) => {
    onItsWay.delete(form);
    form.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented && !form.matches("[hx-post], [data-hx-post]")) return;
    if (form.method !== "post") return;
    if (onItsWay.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    changed.delete(form);
    if (form.matches("[hx-post], [data-hx-post]")) return; // htmx itself sends one at a time; see hx-sync below
    onItsWay.add(form);
    form.setAttribute("aria-busy", "true");
    window.setTimeout(release, PATIENCE, form); // a download answers without leaving the page
  });

  // Coming back by the browser's back button must not meet a form that still believes it is being sent.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));

  const changed = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || form.method !== "post" || !event.isTrusted) return;
    if (event.target.closest("[data-unsaved-ignore]")) return;
    changed.add(form);
  });
  document.addEventListener("reset", (event) => changed.delete(event.target));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form && event.detail.requestConfig.verb === "post") changed.delete(form);
  });

  const lostOnLeaving = () => [...changed].some((form) => form.isConnected);

  window.addEventListener("beforeunload", (event) => {
    if (lostOnLeaving()) event.preventDefault();
  });
})();
