// The columns of a list are dragged into their order; the numbers that say it without script follow.
(() => {
  const list = document.querySelector("[data-columns]");
  if (!list) return;
  let dragged = null;

  const renumber = () => {
    [...list.children].forEach((line, index) => {
      line.querySelector("input[type='number']").value = index + 1;
    });
  };

  for (const line of list.children) line.draggable = true;

  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // some browsers drag nothing without it
  });
  list.addEventListener("dragover", (event) => {
    const line = event.target.closest("li");
    if (!dragged || !line) return;
    event.preventDefault();
    const box = line.getBoundingClientRect();
    list.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? line : line.nextSibling);
  });
  list.addEventListener("dragend", () => {
    dragged = null;
    renumber();
  });

  // A number that is typed moves its line at once, so that what is seen is what will be.
  list.addEventListener("change", (event) => {
    if (event.target.type !== "number") return;
    const line = event.target.closest("li");
    const place = Math.min(Math.max(1, Number(event.target.value) || 1), list.children.length);
    line.remove();
    list.insertBefore(line, list.children[place - 1] ?? null);
    renumber();
    event.target.focus();
  });
})();
