// Menus are <details class="menu">: they open without script. This closes them (a click elsewhere, Escape, focus moving
// on), walks them by arrow keys, and opens them upward where there is no room below.
(() => {
  const opened = () => document.querySelectorAll("details.menu[open]");
  const itemsOf = (menu) => [...menu.querySelectorAll(":scope > .menu-items :is(a[href], button:not(:disabled))")];

  const close = (menu, { refocus = false } = {}) => {
    menu.open = false;
    if (refocus) menu.querySelector(":scope > summary").focus();
  };

  document.addEventListener("click", (event) => {
    for (const menu of opened()) {
      if (!menu.contains(event.target)) close(menu);
    }
    const item = event.target.closest?.("details.menu > .menu-items :is(a, button[type='submit'])");
    if (item) close(item.closest("details.menu"));
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of opened()) {
      if (!menu.contains(event.target)) close(menu);
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu");
    if (event.key === "Escape") {
      for (const one of opened()) close(one, { refocus: one.contains(document.activeElement) });
      return;
    }
    if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    if (event.target.closest(".menu-items input, .menu-items select, .menu-items textarea")) return;
    // Where its entries stand side by side there is no menu to open.
    if (!menu.querySelector(":scope > summary").getClientRects().length) return;
    event.preventDefault();
    menu.open = true;
    const items = itemsOf(menu);
    if (!items.length) return;
    const at = items.indexOf(document.activeElement);
    const next = { Home: 0, End: items.length - 1, ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1 }[event.key];
    items[(next + items.length) % items.length].focus();
  });

  // Where a list scrolls sideways it would cut its menus off: there the menu hangs on the window instead.
  const clippedBy = (menu) => {
    for (let frame = menu.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
      if (window.getComputedStyle(frame).overflowX !== "visible") return frame;
    }
    return null;
  };

  const place = (menu) => {
    const items = menu.querySelector(":scope > .menu-items");
    const summary = menu.querySelector(":scope > summary").getBoundingClientRect();
    menu.classList.remove("menu-up");
    items.removeAttribute("style");
    const box = items.getBoundingClientRect();
    const upward = summary.bottom + box.height + 8 > window.innerHeight && summary.top > box.height + 8;
    menu.classList.toggle("menu-up", upward);
    if (clippedBy(menu)) {
      const left = menu.classList.contains("menu-end") ? summary.right - box.width : summary.left;
      Object.assign(items.style, {
        position: "fixed",
        right: "auto",
        bottom: "auto",
        left: `${Math.max(8, left)}px`,
        top: `${upward ? summary.top - box.height - 6 : summary.bottom + 6}px`,
      });
    } else if (box.left < 8 || box.right > document.documentElement.clientWidth - 8) {
      const shift = box.left < 8 ? 8 - box.left : document.documentElement.clientWidth - 8 - box.right;
      items.style.translate = `${shift}px 0`;
    }
  };

  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (menu instanceof HTMLDetailsElement && menu.classList.contains("menu") && menu.open) place(menu);
    },
    true,
  );
  // What comes into an open menu, as the notifications do, makes it another size.
  document.addEventListener("htmx:afterSettle", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) place(menu);
  });
  // A menu that hangs on the window does not move with the page: it closes instead.
  window.addEventListener(
    "scroll",
    (event) => {
      for (const menu of opened()) {
        const hangs = menu.querySelector(":scope > .menu-items").style.position === "fixed";
        if (hangs && event.target.contains?.(menu)) close(menu);
      }
    },
    { capture: true, passive: true },
  );
})();
