// The tabs below the grid: which sheet is open, and a new one. A sheet's cells are fetched when it is opened first.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const byId = (id) => document.getElementById(id);

  // Answers { open(sheet), fetchSheet(sheet), keep(sentences) }; `keep` says what of the whole file is not shown. `leave`
  // ends what is being typed, `opened` is called when the grid shows another sheet. `version()` is whose cells are fetched.
  crm.sheetTabs = ({ root, frame, tabs, pane, workbook, grid, words, say, version, leave, opened }) => {
    const shownSheets = () => workbook.sheets.filter(({ state, kind }) => state === "visible" && kind === "worksheet");

    const open = async (sheet) => {
      leave();
      if (!sheet.loaded) await fetchSheet(sheet);
      if (!sheet.loaded) return;
      grid.show(sheet);
      showTabs();
      showKept();
      opened();
    };

    const fetchSheet = async (sheet) => {
      frame.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(`${root.dataset.contentUrl}?${new URLSearchParams({ part: sheet.name, number: version() })}`, { headers: { Accept: "application/json" } });
        const body = await answer.json();
        if (answer.ok) workbook.fill(body.model);
        else say(body.sentence ?? words.notLoaded);
      } catch {
        say(words.notLoaded);
      }
      frame.removeAttribute("aria-busy");
    };

    const showTabs = () => {
      tabs.replaceChildren(
        ...shownSheets().map((sheet) => {
          const tab = document.createElement("button");
          Object.assign(tab, { type: "button", textContent: sheet.name, className: "workbook-tab", tabIndex: sheet === grid.sheet ? 0 : -1 });
          tab.setAttribute("role", "tab");
          tab.setAttribute("aria-selected", String(sheet === grid.sheet));
          tab.setAttribute("aria-controls", "workbook-pane");
          tab.addEventListener("click", () => open(sheet));
          return tab;
        }),
      );
      tabs.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    tabs.addEventListener("keydown", (event) => {
      const all = shownSheets();
      const at = all.indexOf(grid.sheet) + ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? NaN);
      if (!all[at]) return;
      event.preventDefault();
      open(all[at]).then(() => tabs.querySelector("[aria-selected=true]").focus());
    });

    const naming = byId("workbook-naming");
    // The browser leads back to the button that opened it, where keys would be lost; the person goes on in the sheet. At
    // once, and not by the event “close”, which comes a moment later: who types fast has typed by then.
    const leaveNaming = () => {
      naming.close();
      pane.focus();
    };
    byId("workbook-add").addEventListener("click", () => {
      const field = naming.querySelector("input");
      let count = workbook.sheets.length + 1;
      while (workbook.named(words.sheetName.replace("{n}", count))) count += 1;
      field.value = words.sheetName.replace("{n}", count);
      field.setCustomValidity("");
      naming.showModal();
      field.select();
    });
    naming.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const field = naming.querySelector("input");
      const name = field.value.trim();
      const trouble = workbook.named(name) ? words.nameTaken : /[[\]:*?/\\]|^'|'$/.test(name) || !name || name.toLowerCase() === "history" ? words.nameWrong : "";
      field.setCustomValidity(trouble);
      if (trouble) {
        field.reportValidity();
        return;
      }
      open(workbook.add(name));
      leaveNaming();
    });
    naming.querySelector("input").addEventListener("input", (event) => event.target.setCustomValidity(""));
    naming.querySelector("[value=cancel]").addEventListener("click", leaveNaming);
    // Closed by the browser (Escape): by the time this event comes, somebody may be typing already.
    naming.addEventListener("close", () => pane.contains(document.activeElement) || pane.focus());

    let keptInBook = [];
    const showKept = () => {
      const hidden = workbook.sheets.filter((sheet) => !shownSheets().includes(sheet)).length;
      const kept = [...keptInBook, ...(hidden ? [words.hiddenSheets.replace("{n}", hidden)] : []), ...grid.sheet.kept];
      const box = byId("workbook-kept");
      box.hidden = kept.length === 0;
      box.querySelector("[data-kept]").textContent = kept.join(", ");
    };
    const keep = (sentences) => {
      keptInBook = sentences;
    };

    return { open, fetchSheet, keep };
  };
})();
