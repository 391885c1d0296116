// The palette: a field and the list of what it finds. The focus stays in the field; arrow keys mark an option, Enter
// follows it. What is offered comes from the server as one types; without script the search is a page of its own.
(() => {
  const palette = () => document.getElementById("palette");
  const field = () => document.getElementById("palette-words");
  const options = () => [...palette().querySelectorAll("[role=option]")];
  const marked = () => palette().querySelector("[role=option][aria-selected=true]");

  const mark = (option) => {
    marked()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field().setAttribute("aria-activedescendant", option.id);
    else field().removeAttribute("aria-activedescendant");
  };

  const open = (typed = "") => {
    if (!palette() || palette().open) return;
    palette().showModal();
    field().value = typed;
    field().focus();
    window.htmx.trigger(field(), "palette:open");
  };

  // A field out of sight would keep the focus until the page is painted anew, and swallow the next key.
  document.addEventListener("close", (event) => event.target === palette() && field().blur(), true);

  // Enter that comes before the answer to what was typed would follow what an earlier word had found.
  let waiting = false;
  let entered = false;
  const follow = (option) => {
    entered = false;
    if (!option) return field().form.submit();
    palette().close();
    if (option.hasAttribute("data-quick")) return window.crmQuick(option.href);
    return window.location.assign(option.href);
  };

  document.addEventListener("keydown", (event) => {
    if (event.target !== field() || event.isComposing) return;
    const all = options();
    const at = all.indexOf(marked());
    const steps = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, PageDown: Math.min(at + 5, all.length - 1), PageUp: Math.max(at - 5, 0) };
    if (event.key in steps && all.length) {
      event.preventDefault();
      mark(all[(steps[event.key] + all.length) % all.length]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (waiting) entered = true;
      else follow(marked());
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target === field()) waiting = true;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "palette-found" || !palette()?.open) return;
    waiting = false;
    mark(options()[0]);
    document.getElementById("palette-said").textContent = document.getElementById("palette-found").dataset.said ?? "";
    if (entered) follow(marked());
  });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => {
      if (event.detail.elt === field()) waiting = entered = false;
    });
  }

  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("#palette [role=option]");
    if (option && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      follow(option);
    }
    const opener = event.target.closest?.("[data-open-palette]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
  });

  window.crmPalette = open;
})();
