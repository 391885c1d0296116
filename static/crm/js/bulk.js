// Ticking several opportunities of the list: a bar with their count appears, a range is ticked with Shift, Escape ticks
// none. What is ticked stays so on the other pages of the same filter. Without script the bar simply stands there.
(() => {
  const MOST = 200; // an address holds no more (opportunities.bulk.selection)
  const chosen = new Set();
  let filter = "";
  let last = null;

  const bar = () => document.querySelector("[data-bulk]");
  const ticks = () => [...document.querySelectorAll("[data-bulk-row]")];
  const allOfFilter = () => bar().elements.namedItem("all");

  const filterOf = (form) =>
    [...form.querySelectorAll("input[type=hidden]")]
      .filter((field) => !["sort", "view"].includes(field.name))
      .map((field) => `${field.name}=${field.value}`)
      .sort()
      .join("&");

  const show = () => {
    const form = bar();
    if (!form) return;
    const rows = ticks();
    const everything = allOfFilter().checked;
    for (const tick of rows) tick.checked = everything || chosen.has(tick.value);
    const page = document.querySelector("[data-bulk-page]");
    if (page) {
      const ticked = rows.filter((tick) => tick.checked).length;
      page.checked = rows.length > 0 && ticked === rows.length;
      page.indeterminate = ticked > 0 && ticked < rows.length;
    }
    form.classList.toggle("is-open", everything || chosen.size > 0);
    const count = form.querySelector("[data-bulk-count]");
    const words = chosen.size === 1 ? count.dataset.one : count.dataset.many.replace("#", String(chosen.size));
    count.textContent = everything ? "" : chosen.size >= MOST ? count.dataset.most : words;
  };

  const choose = (tick, wanted) => {
    if (wanted && chosen.size < MOST) chosen.add(tick.value);
    else if (!wanted) chosen.delete(tick.value);
  };

  const none = () => {
    chosen.clear();
    if (bar()) allOfFilter().checked = false;
    show();
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-bulk-none]")) return none();
    const tick = event.target.closest?.("[data-bulk-row]");
    if (!tick) return undefined;
    const rows = ticks();
    const [from, to] = [rows.indexOf(last), rows.indexOf(tick)];
    if (event.shiftKey && from >= 0)
      for (const one of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) choose(one, tick.checked);
    last = tick;
    return undefined;
  });

  document.addEventListener("change", (event) => {
    const { target } = event;
    if (target.matches("[data-bulk-page]")) for (const tick of ticks()) choose(tick, target.checked);
    else if (target.matches("[data-bulk-row]")) {
      if (allOfFilter().checked) {
        // One is taken out of all: then it is those of this page that are meant.
        allOfFilter().checked = false;
        for (const one of ticks()) choose(one, one !== target);
      }
      choose(target, target.checked);
    } else if (target !== bar()?.elements.namedItem("all")) return;
    show();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("[data-bulk], [data-bulk-row], [data-bulk-page]")) none();
  });

  // What is ticked on other pages goes along.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("[data-bulk]") || allOfFilter().checked) return;
    const here = new Set(ticks().map((tick) => tick.value));
    for (const field of form.querySelectorAll("[data-bulk-elsewhere]")) field.remove();
    for (const value of chosen) {
      if (here.has(value)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "row", value });
      field.dataset.bulkElsewhere = "";
      form.append(field);
    }
  });

  const furnish = () => {
    const form = bar();
    if (!form) return;
    if (filterOf(form) !== filter) {
      filter = filterOf(form);
      chosen.clear();
      for (const tick of ticks()) if (tick.checked) chosen.add(tick.value);
    }
    show();
  };

  document.addEventListener("htmx:afterSettle", furnish);
  window.addEventListener("pageshow", furnish);
  furnish();
})();
