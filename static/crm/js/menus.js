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
    event.preventDefault();
    menu.open = true;
    const items = itemsOf(menu);
    if (!items.length) return;
    const at = items.indexOf(document.activeElement);
    const next = { Home: 0, End: items.length - 1, ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1 }[event.key];
    items[(next + items.length) % items.length].focus();
  });

  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLDetailsElement) || !menu.classList.contains("menu")) return;
      menu.classList.remove("menu-up");
      if (!menu.open) return;
      const box = menu.querySelector(":scope > .menu-items").getBoundingClientRect();
      const summary = menu.querySelector(":scope > summary").getBoundingClientRect();
      menu.classList.toggle("menu-up", box.bottom > window.innerHeight && summary.top > box.height + 8);
    },
    true,
  );
})();
