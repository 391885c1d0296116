// <textarea data-mentions="address">: typing @ offers the people who may see the page; the address answers ?q= with
// {"results": [{"id": user name, "text": name}]}. Arrows choose, Enter or Tab takes, Escape closes. Without script, and
// by whoever knows the name, @ and the user name are simply written; the server understands them either way.
(() => {
  const BEFORE_CARET = /(?:^|[\s([{"'„“”»«,;:])@([\p{L}\p{N}_.+-]*)$/u;
  const PATIENCE = 150;
  let open = null; // { area, list, rows, at, typed }
  let asked = 0;

  const close = () => {
    if (!open) return;
    open.list.remove();
    open.area.removeAttribute("aria-activedescendant");
    open.area.removeAttribute("aria-controls");
    open = null;
  };

  const typedIn = (area) =>
    area.selectionStart === area.selectionEnd ? BEFORE_CARET.exec(area.value.slice(0, area.selectionStart))?.[1] : undefined;

  const fits = (row, typed) =>
    [row.id, ...row.text.split(" ")].some((word) => word.toLowerCase().startsWith(typed.toLowerCase()));

  const take = (row) => {
    const { area, typed } = open;
    const end = area.selectionStart;
    area.setRangeText(`${row.id} `, end - typed.length, end, "end");
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const mark = (at) => {
    open.at = (at + open.rows.length) % open.rows.length;
    [...open.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === open.at)));
    open.area.setAttribute("aria-activedescendant", open.list.children[open.at].id);
    open.list.children[open.at].scrollIntoView({ block: "nearest" });
  };

  const show = (area, typed, rows) => {
    close();
    if (!rows.length) return;
    const list = document.createElement("ul");
    list.id = `${area.id}-mentions`;
    list.className = "mention-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", area.dataset.mentionsLabel);
    rows.forEach((row, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.textContent = row.text;
      const name = document.createElement("small");
      name.textContent = `@${row.id}`;
      option.append(name);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the text keeps the focus
        take(row);
      });
      list.append(option);
    });
    area.after(list);
    area.setAttribute("aria-controls", list.id);
    open = { area, list, rows, typed };
    mark(0);
  };

  const ask = (area) => {
    const typed = typedIn(area);
    const number = ++asked;
    if (typed === undefined) return close();
    // Until the answer is there, the list is narrowed to what still fits: Enter must not take whom it no longer means.
    if (open) show(area, typed, open.rows.filter((row) => fits(row, typed)));
    window.setTimeout(() => {
      if (number !== asked) return;
      const address = new URL(area.dataset.mentions, window.location.href);
      address.searchParams.set("q", typed);
      window
        .fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : { results: [] }))
        .then((found) => {
          if (number === asked) show(area, typed, found.results);
        })
        .catch(() => close());
    }, PATIENCE);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) ask(event.target);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (!open || event.target !== open.area || event.isComposing) return;
      const deeds = {
        ArrowDown: () => mark(open.at + 1),
        ArrowUp: () => mark(open.at - 1),
        Enter: () => take(open.rows[open.at]),
        Tab: () => take(open.rows[open.at]),
        Escape: () => close(),
      };
      if (!deeds[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      asked += 1;
      deeds[event.key]();
    },
    true,
  );

  document.addEventListener("focusout", (event) => {
    if (open && event.target === open.area) close();
  });
})();
