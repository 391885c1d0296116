// Keys that work on every page, and the dialogs they open. `data-keys="off"` on the body: the person has switched off
// those of a single character (WCAG 2.1.4). They never act while somebody types, in an editor, or in an open dialog.
(() => {
  const palette = () => document.getElementById("palette");
  const popup = () => document.getElementById("popup");
  const FIELD = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], [role=combobox], [role=grid], [role=dialog]";

  const types = (element) => Boolean(element?.closest?.(FIELD)) || Boolean(element?.isContentEditable);
  const here = () => window.location.pathname + window.location.search;

  // The dialog of quick entry, or of the list of shortcuts. Where one is goes along as it is now, filter and all.
  const show = (address) => {
    const url = new URL(address, window.location.href);
    const from = document.getElementById("quick-link");
    // A command of the palette knows nothing of the page; the link in the bar does.
    if (from && address.includes("/quick/") && !url.search) url.search = new URL(from.href).search;
    if (url.searchParams.has("next")) url.searchParams.set("next", here());
    return window.htmx.ajax("GET", url.pathname + url.search, { target: "#popup", swap: "innerHTML" });
  };

  let opener = null;
  const focusOn = (element) => (element.tomselect ? element.tomselect.focus() : element.focus());
  // What a picker offers would lie over the other fields before a finger has asked for it.
  const covers = (element) => element.tomselect && window.matchMedia("(pointer: coarse)").matches;
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== popup() || popup().open || !popup().firstElementChild) return;
    opener = document.activeElement;
    popup().showModal();
    const wanted = popup().querySelector("[autofocus]") ?? popup().querySelector("a, button, input");
    if (wanted && !covers(wanted)) focusOn(wanted);
  });
  document.addEventListener(
    "close",
    (event) => {
      if (event.target !== popup()) return;
      popup().replaceChildren();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
    },
    true,
  );

  const single = {
    "/": () => window.crmPalette?.(),
    n: () => document.getElementById("quick-link")?.click(),
    "?": () => document.getElementById("shortcuts-link") && show(document.getElementById("shortcuts-link").href),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const held = event.ctrlKey || event.metaKey;
    if (held && event.key === "Enter") {
      const form = event.target.closest?.("form[data-save-by-key]");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
    } else if (held && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (!palette() || document.querySelector("dialog[open]") || event.target.isContentEditable) return;
      event.preventDefault();
      window.crmPalette();
    } else if (!held && single[event.key] && document.body.dataset.keys !== "off") {
      if (types(event.target) || document.querySelector("dialog[open], #editor")) return;
      event.preventDefault();
      single[event.key]();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.(":is(#popup, #palette) [data-close-dialog]")) event.target.closest("dialog").close();
    // A click beside a dialog lands on the dialog itself.
    else if (event.target === popup() || event.target === palette()) event.target.close();
    const link = event.target.closest?.("a[data-popup]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });

  // The tabs of quick entry: the arrow keys go from one to the next; what was typed goes along.
  const kept = {};
  const plain = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=text]:not([name$=_words])") && field.name);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== popup()) return;
    const form = popup().querySelector("form");
    for (const field of form && popup().open ? plain(form) : []) kept[field.name] = field.value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.target === popup() && event.detail.requestConfig.verb === "get" && popup().querySelector("form");
    for (const field of form ? plain(form) : []) field.value ||= kept[field.name] ?? "";
    if (!popup()?.open) for (const name of Object.keys(kept)) delete kept[name];
  });
  // Tab goes past the tabs in one step; without script each of them is a link.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== popup()) return;
    for (const other of popup().querySelectorAll(".quick-tabs a:not([aria-current])")) other.tabIndex = -1;
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("#popup .quick-tabs a");
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const all = [...popup().querySelectorAll(".quick-tabs a")];
    const next = all[(all.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1) + all.length) % all.length];
    const { id } = next;
    next.click();
    popup().addEventListener("htmx:afterSettle", () => document.getElementById(id)?.focus(), { once: true });
  });

  window.crmQuick = show;
})();
