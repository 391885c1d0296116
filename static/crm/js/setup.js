// The entries of a list are dragged into their order (Sortable); letting go saves it, as the buttons do without script.
(() => {
  const furnish = () => {
    const list = document.querySelector("[data-entries]");
    if (!list || window.Sortable.get(list)) return;
    window.Sortable.create(list, {
      handle: ".entry-grip",
      animation: 120,
      ghostClass: "entry-ghost",
      onEnd: (event) => {
        if (event.oldIndex !== event.newIndex) list.closest("form").requestSubmit();
      },
    });
  };
  furnish();
  document.addEventListener("htmx:afterSettle", furnish);
})();
