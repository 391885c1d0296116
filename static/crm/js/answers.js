// What comes back from the server: a request that failed says so, a session that ended leads to the sign-in page, and
// messages can be dismissed. The sentences stand, translated, in templates/core/_said_by_script.html.
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};

  const say = (sentence) => {
    const toasts = document.getElementById("toasts");
    const shape = document.getElementById("toast");
    if (!toasts || !shape || !sentence) return;
    const message = shape.content.firstElementChild.cloneNode(true);
    message.querySelector(".message-text").textContent = sentence;
    toasts.replaceChildren(message);
    window.setTimeout(() => message.remove(), 12000);
  };

  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-dismiss-message]")?.closest("[data-message]")?.remove();
  });

  // A bell that asks in the background keeps quiet when the network is gone; whatever a person set off speaks up.
  const inBackground = (event) => event.detail.elt?.matches?.("#bell");

  document.addEventListener("htmx:responseError", (event) => {
    if (inBackground(event)) return;
    const told = { 403: words().notAllowed, 404: words().notThere, 413: words().tooLarge };
    say(told[event.detail.xhr.status] ?? words().wentWrong);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => inBackground(event) || say(words().noAnswer));
  }

  // Somebody whose session ended is led to the sign-in page; it must not be put into the middle of a list.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const asked = new URL(requestConfig.path, window.location.href).pathname;
    const answered = xhr.responseURL ? new URL(xhr.responseURL).pathname : asked;
    if (answered !== asked && document.querySelector("meta[name='sign-in']")?.content === answered) {
      event.detail.shouldSwap = false;
      if (inBackground(event)) return;
      window.location.assign(`${answered}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
    }
  });

  let working = 0;
  const count = (step) => () => {
    working = Math.max(0, working + step);
    document.documentElement.classList.toggle("htmx-working", working > 0);
  };
  const counted = (handler) => (event) => inBackground(event) || handler();
  document.addEventListener("htmx:beforeRequest", counted(count(1)));
  document.addEventListener("htmx:afterRequest", counted(count(-1)));

  window.crmSay = say;
})();
