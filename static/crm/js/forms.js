// Two manners of forms. A form that is on its way is not sent a second time by an impatient click; it can be sent again
// once there is an answer, or after a while. And leaving with something typed that was not saved asks first.
// `data-unsaved-ignore` on a form or a field: nothing is lost there (a filter, a search, a menu).
(() => {
  const PATIENCE = 8000; // a download answers without leaving the page, and nothing tells us of it
  const onItsWay = new WeakSet();
  const changed = new Set();

  const send = (form) => {
    onItsWay.add(form);
    form.setAttribute("aria-busy", "true");
    changed.delete(form);
  };

  const release = (form) => {
    onItsWay.delete(form);
    form.removeAttribute("aria-busy");
  };

  // In the capture phase, so that neither the browser nor htmx hears of the second click.
  document.addEventListener(
    "submit",
    (event) => {
      if (!onItsWay.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    send(event.target);
    window.setTimeout(release, PATIENCE, event.target);
  });

  const formOf = (event) => (event.detail.elt instanceof HTMLFormElement ? event.detail.elt : null);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event);
    if (form && event.detail.requestConfig.verb !== "get") send(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    release(form);
    const refused = !event.detail.successful && event.detail.requestConfig.verb !== "get";
    if (refused && form.isConnected && !form.closest("[data-unsaved-ignore]")) changed.add(form);
  });

  // Coming back by the browser's button must not meet a form that still believes it is on its way.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.method === "post" && !event.target.closest("[data-unsaved-ignore]")) changed.add(form);
  });
  document.addEventListener("reset", (event) => changed.delete(event.target));

  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
})();
