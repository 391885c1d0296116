// Looking inside without leaving the list or the board: what htmx puts into the dialog #panel is shown at the side.
// Whatever was changed in it is fetched anew behind it when it is closed; the focus goes back to where it was.
(() => {
  const panel = () => document.getElementById("panel");
  let opener = "";
  let changed = false;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== panel()) return;
    if (event.detail.elt.matches("[data-glance]")) {
      const link = event.detail.elt;
      // An entry of a menu is out of sight once the menu is closed: then it is the card that is gone back to.
      opener = link.closest(".menu-items") ? (link.closest("[id^='card-']")?.id ?? link.id) : link.id;
    } else if (event.detail.requestConfig.verb !== "get") changed = true;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel() || panel().open || !panel().firstElementChild) return;
    panel().showModal();
    panel().querySelector("#glance")?.focus();
  });

  document.addEventListener("click", (event) => {
    const shown = panel();
    // A click beside the panel lands on the dialog itself.
    if (event.target.closest?.("#panel [data-close-dialog]") || event.target === shown) shown.close();
  });

  const goBack = () => {
    const at = document.getElementById(opener);
    if (at && at.tabIndex < 0) at.tabIndex = 0; // a card that was just fetched anew
    at?.focus({ preventScroll: true });
  };
  document.addEventListener(
    "close",
    async (event) => {
      if (event.target !== panel()) return;
      panel().replaceChildren();
      if (changed) {
        changed = false;
        const part = document.getElementById("board") ? "#board" : "#opportunities";
        const columns = document.querySelector("[data-board]")?.scrollLeft;
        const address = window.location.pathname + window.location.search;
        await window.htmx.ajax("GET", address, { source: document.querySelector(part), target: part, select: part, swap: "outerHTML show:none" });
        if (columns) document.querySelector("[data-board]").scrollLeft = columns;
      }
      goBack();
    },
    true,
  );
})();
