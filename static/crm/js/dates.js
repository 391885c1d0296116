// A small calendar beside a text field for a day (`data-day`): typing stays the quick way, as the reader is used to it.
// Weeks start on Monday; names come from the browser, in the language of the page. Keys in the calendar: arrows, Page Up
// and Page Down for months, Home and End for the week, Escape.
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};
  const language = () => document.documentElement.lang || "de";
  const german = () => language().startsWith("de");
  const two = (number) => String(number).padStart(2, "0");
  const iso = (day) => `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  const typed = (day) => (german() ? `${two(day.getDate())}.${two(day.getMonth() + 1)}.${day.getFullYear()}` : iso(day));
  const shifted = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
  const monday = (day) => shifted(day, -((day.getDay() + 6) % 7));

  const inMonth = (day, months) => {
    const first = new Date(day.getFullYear(), day.getMonth() + months, 1);
    const last = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
    return new Date(first.getFullYear(), first.getMonth(), Math.min(day.getDate(), last));
  };

  // Only what is certain is read here; the server reads more (words, short forms) and has the last word.
  const read = (text) => {
    const parts =
      text.match(/^\s*(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})\s*$/) ??
      text.match(/^\s*(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4}|\d{2})\s*$/);
    if (!parts) return null;
    const { year, month, day } = parts.groups;
    const found = new Date(year.length === 2 ? 2000 + Number(year) : Number(year), Number(month) - 1, Number(day));
    return found.getMonth() === Number(month) - 1 ? found : null;
  };

  const made = (tag, settings = {}, ...children) => {
    const { attributes = {}, ...properties } = settings;
    const element = Object.assign(document.createElement(tag), properties);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // What a button or the calendar is for: a form may hold several days.
  const named = (input) => [input.labels?.[0]?.textContent.replace("*", "").trim(), words().chooseDay].filter(Boolean).join(": ");

  const iconButton = (icon, label, onclick) =>
    made(
      "button",
      { type: "button", className: "btn btn-icon btn-sm", title: label ?? "", onclick, attributes: { "aria-label": label ?? "" } },
      made("i", { className: `bi bi-${icon}`, attributes: { "aria-hidden": "true" } }),
    );

  let open = null; // { box, input, button, day }

  const close = (refocus) => {
    if (!open) return;
    const { box, input, button } = open;
    open = null;
    box.remove();
    button.setAttribute("aria-expanded", "false");
    if (refocus) input.focus();
  };

  const choose = (day) => {
    const { input } = open;
    input.value = day ? typed(day) : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    close(true);
  };

  const week = (first, shown, chosen) => {
    const row = made("tr");
    for (let at = 0; at < 7; at += 1) {
      const day = shifted(first, at);
      const button = made(
        "button",
        {
          type: "button",
          tabIndex: iso(day) === iso(shown) ? 0 : -1,
          onclick: () => choose(day),
          attributes: {
            "data-on": iso(day),
            "aria-label": new Intl.DateTimeFormat(language(), { dateStyle: "full" }).format(day),
          },
        },
        String(day.getDate()),
      );
      if (day.getMonth() !== shown.getMonth()) button.className = "other-month";
      if (iso(day) === iso(new Date())) button.classList.add("this-day");
      row.append(made("td", { attributes: { "aria-selected": String(Boolean(chosen) && iso(day) === iso(chosen)) } }, button));
    }
    return row;
  };

  const grid = (shown, chosen) => {
    const first = monday(new Date(shown.getFullYear(), shown.getMonth(), 1));
    const names = made("tr");
    for (let at = 0; at < 7; at += 1) {
      const day = shifted(first, at);
      const name = (width) => new Intl.DateTimeFormat(language(), { weekday: width }).format(day);
      names.append(made("th", { scope: "col", abbr: name("long") }, name("short")));
    }
    const body = made("tbody");
    for (let at = 0; at < 6; at += 1) body.append(week(shifted(first, at * 7), shown, chosen));
    return made("table", { attributes: { role: "grid", "aria-labelledby": "calendar-month" } }, made("thead", {}, names), body);
  };

  const draw = (day, focus) => {
    open.day = day;
    const chosen = read(open.input.value);
    const title = new Intl.DateTimeFormat(language(), { month: "long", year: "numeric" }).format(day);
    open.box.replaceChildren(
      made(
        "div",
        { className: "calendar-head" },
        iconButton("chevron-left", words().previousMonth, () => draw(inMonth(open.day, -1))),
        made("h2", { id: "calendar-month", textContent: title, attributes: { "aria-live": "polite" } }),
        iconButton("chevron-right", words().nextMonth, () => draw(inMonth(open.day, 1))),
      ),
      grid(day, chosen),
      made(
        "div",
        { className: "calendar-foot" },
        made("button", { type: "button", className: "btn btn-sm btn-link", textContent: words().today ?? "", onclick: () => choose(new Date()) }),
        made("button", { type: "button", className: "btn btn-sm btn-link", textContent: words().noDate ?? "", onclick: () => choose(null) }),
      ),
    );
    if (focus) open.box.querySelector(`[data-on="${iso(day)}"]`)?.focus();
  };

  const keys = {
    ArrowLeft: (day) => shifted(day, -1),
    ArrowRight: (day) => shifted(day, 1),
    ArrowUp: (day) => shifted(day, -7),
    ArrowDown: (day) => shifted(day, 7),
    PageUp: (day) => inMonth(day, -1),
    PageDown: (day) => inMonth(day, 1),
    Home: (day) => monday(day),
    End: (day) => shifted(monday(day), 6),
  };

  const show = (input, button) => {
    close(false);
    const box = made("div", { className: "calendar", attributes: { role: "dialog", "aria-label": named(input) } });
    open = { box, input, button, day: new Date() };
    button.setAttribute("aria-expanded", "true");
    input.closest(".day-input").append(box);
    draw(read(input.value) ?? new Date(), false);
    place(box, input);
    box.querySelector('[data-on][tabindex="0"]').focus({ preventScroll: true });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        event.preventDefault(); // a dialog around it stays open
        close(true);
      } else if (keys[event.key] && event.target.dataset.on) {
        event.preventDefault();
        draw(keys[event.key](open.day), true);
      }
    });
  };

  // What scrolls by itself, such as a dialog, would cut it off: there it hangs on the window instead.
  const clippedBy = (box) => {
    for (let frame = box.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
      if (window.getComputedStyle(frame).overflowX !== "visible") return frame;
    }
    return null;
  };

  const place = (box, input) => {
    const field = input.getBoundingClientRect();
    const above = field.bottom + box.offsetHeight > window.innerHeight && field.top > box.offsetHeight;
    const over = field.left + box.offsetWidth + 8 - document.documentElement.clientWidth;
    const left = Math.min(0, -over);
    if (clippedBy(box)) {
      const top = above ? field.top - box.offsetHeight - 4 : field.bottom + 4;
      const lowest = window.innerHeight - box.offsetHeight - 8;
      Object.assign(box.style, { position: "fixed", left: `${field.left + left}px`, top: `${Math.max(8, Math.min(top, lowest))}px` });
      return;
    }
    box.style.top = above ? "auto" : `${input.offsetHeight + 4}px`;
    box.style.bottom = above ? `${input.offsetHeight + 4}px` : "auto";
    box.style.left = `${left}px`;
  };

  const furnish = (root) => {
    const inputs = [...root.querySelectorAll("input[data-day]")];
    if (root.matches?.("input[data-day]")) inputs.push(root);
    for (const input of inputs) {
      if (input.closest(".day-input")) continue;
      const button = made(
        "button",
        {
          type: "button",
          className: "day-button",
          title: words().chooseDay ?? "",
          disabled: input.disabled || input.readOnly,
          attributes: { "aria-label": named(input), "aria-haspopup": "dialog", "aria-expanded": "false" },
        },
        made("i", { className: "bi bi-calendar3", attributes: { "aria-hidden": "true" } }),
      );
      button.addEventListener("click", () => (open?.input === input ? close(true) : show(input, button)));
      const frame = made("span", { className: "day-input" });
      input.replaceWith(frame);
      frame.append(input, button);
      input.placeholder ||= german() ? "TT.MM.JJJJ" : "YYYY-MM-DD";
    }
  };

  document.addEventListener("click", (event) => {
    if (open && event.target.isConnected && !open.box.contains(event.target) && !open.button.contains(event.target)) close(false);
  });
  document.addEventListener("focusin", (event) => {
    if (open && !open.input.closest(".day-input").contains(event.target)) close(false);
  });
  // What hangs on the window does not move with what scrolls: it closes instead.
  document.addEventListener(
    "scroll",
    (event) => {
      if (open?.box.style.position === "fixed" && event.target.contains?.(open.input)) close(open.box.contains(document.activeElement));
    },
    { capture: true, passive: true },
  );
  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt));
})();
