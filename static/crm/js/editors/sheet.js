// The editor of workbooks: puts together the workbook (sheet-model.js), the grid (sheet-grid.js), the tabs below it
// (sheet-tabs.js), the clipboard (sheet-clipboard.js), the line above in which a cell is edited, keyboard and mouse.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const byId = (id) => document.getElementById(id);
  const PAIRS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const { MOST_PASTED } = crm;

  window.crmEditors.sheet = ({ root, changed, say }) => {
    const frame = byId("workbook");
    const words = frame.dataset;
    const [scroll, pane, line, place, inline, told, tabs, facts] = ["scroll", "pane", "line", "place", "inline", "told", "tabs", "facts"].map((name) => byId(`workbook-${name}`));
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 10 });
    let number = 0;
    let editing = null; // { field, before } while a cell is edited
    let leaving = false; // Escape was pressed: the next Tab leaves the grid

    const ask = async (questions) => {
      try {
        const answer = await fetch(words.askUrl, { method: "POST", body: JSON.stringify(questions), headers: { "X-CSRFToken": token, "Content-Type": "application/json" } });
        return answer.ok && !answer.redirected ? await answer.json() : null;
      } catch {
        return null;
      }
    };

    const tell = (sentence) => {
      told.hidden = !sentence;
      told.textContent = sentence ?? "";
    };

    const workbook = new crm.Workbook({
      ask,
      changed,
      painted: () => {
        grid.repaint();
        showActive();
      },
      wrong: (sheet, row, column, sentence) => tell(`${crm.nameOf(row, column)}: ${sentence}`),
    });
    const grid = new crm.Grid({ scroll, sizer: byId("workbook-sizer"), pane, workbook, words, moved: () => moved() });

    const active = () => grid.sheet.at(grid.active.row, grid.active.column);
    const blocked = () => grid.sheet.blockedBy(grid.active.row, grid.active.column);

    // ---- the line above the grid and the sums below it

    const showActive = () => {
      if (!grid.sheet?.loaded || editing) return;
      const { top, left, bottom, right } = grid.range;
      const name = crm.nameOf(grid.active.row, grid.active.column);
      // Answers of the server come while somebody may be typing where to go.
      if (document.activeElement !== place) place.value = top === bottom && left === right ? name : `${crm.nameOf(top, left)}:${crm.nameOf(bottom, right)}`;
      line.value = workbook.editText(active());
      line.readOnly = Boolean(blocked());
      byId("workbook-undo").disabled = !workbook.done.length;
      byId("workbook-redo").disabled = !workbook.undone.length;
      sums();
    };

    const moved = () => {
      leaving = false;
      const cell = active();
      const reason = blocked();
      tell(cell.wrong ?? (reason ? workbook.reasons[reason] : cell.unknown ? (cell.circular ? words.circular : words.unknown) : null));
      showActive();
    };

    const sums = () => {
      const { top, left, bottom, right } = grid.range;
      const found = [];
      let filled = 0;
      const last = Math.min(bottom, grid.sheet.lastRow);
      if ((last - top + 1) * (right - left + 1) > 1 && (last - top + 1) * (Math.min(right, grid.sheet.lastColumn) - left + 1) < 200_000) {
        for (let row = top; row <= last; row += 1) {
          for (let column = left; column <= Math.min(right, grid.sheet.lastColumn); column += 1) {
            const cell = grid.sheet.at(row, column);
            if (cell.v !== null) filled += 1;
            if (typeof cell.v === "number" && !cell.unknown) found.push(cell.v);
          }
        }
      }
      const sum = crm.tidy(found.reduce((total, one) => total + one, 0));
      const told_ = found.length > 1 ? [`${words.average}: ${numbers.format(crm.tidy(sum / found.length))}`, `${words.count}: ${filled}`, `${words.sum}: ${numbers.format(sum)}`] : filled > 1 ? [`${words.count}: ${filled}`] : [];
      facts.textContent = told_.join(" · ");
    };

    // ---- editing a cell, in the grid or in the line above it

    const edit = (field, text) => {
      if (editing || !grid.sheet?.loaded) return;
      if (blocked()) {
        tell(workbook.reasons[blocked()]);
        return;
      }
      editing = { field, before: workbook.editText(active()), ...grid.active };
      if (field === inline) {
        inline.hidden = false;
        inline.value = text ?? editing.before;
        placeInline();
        inline.focus();
        inline.setSelectionRange(inline.value.length, inline.value.length);
        line.value = inline.value;
      }
    };

    const placeInline = () => {
      const { x, y, width, height } = grid.box(editing.row, editing.column);
      Object.assign(inline.style, { left: `${x}px`, top: `${y}px`, minWidth: `${width + 1}px`, maxWidth: `${Math.max(width + 1, scroll.clientWidth - x - 4)}px`, minHeight: `${height + 1}px`, width: "auto", height: "auto" });
      const lines = inline.value.split("\n");
      inline.cols = Math.max(6, ...lines.map((one) => one.length + 2));
      inline.rows = lines.length;
    };

    // Ends editing. Answers whether the grid may go on to another cell.
    const commit = () => {
      if (!editing) return;
      const { field, before, row, column } = editing;
      const text = field.value;
      editing = null;
      inline.hidden = true;
      if (text !== before) {
        tell(null);
        workbook.type(grid.sheet, [[row, column, text]]);
      }
      showActive();
    };

    const cancel = () => {
      editing = null;
      inline.hidden = true;
      showActive();
      pane.focus();
    };

    // While a formula is typed, choosing cells writes their names where a value is missing.
    const points = () => editing && editing.field.value.startsWith("=") && (editing.pointed || /[=(;,+\-*/^&<>:]\s*$/.test(editing.field.value.slice(0, editing.field.selectionStart)));
    const point = (from, to) => {
      const { field } = editing;
      const at = editing.pointed ?? { start: field.selectionStart, length: 0 };
      const [one, other] = [crm.nameOf(Math.min(from.row, to.row), Math.min(from.column, to.column)), crm.nameOf(Math.max(from.row, to.row), Math.max(from.column, to.column))];
      const name = one === other ? one : `${one}:${other}`;
      field.setRangeText(name, at.start, at.start + at.length, "end");
      editing.pointed = { start: at.start, length: name.length };
      (field === inline ? line : inline).value = field.value;
      if (field === inline) placeInline();
    };

    for (const field of [inline, line]) {
      field.addEventListener("input", () => {
        if (field === line) edit(line);
        if (!editing) return;
        // Unsaved from the first letter on: a click on “Save” takes it along.
        if (!editing.told && (editing.told = true)) changed();
        delete editing.pointed;
        if (field === inline) {
          line.value = inline.value;
          placeInline();
        }
      });
      field.addEventListener("keydown", (event) => {
        if (event.isComposing || !editing) {
          if (event.key === "Enter" && field === line && !event.isComposing) {
            event.preventDefault();
            pane.focus();
          }
          return;
        }
        if (event.key === "Escape") cancel();
        else if (event.key === "Enter" && (event.altKey || event.ctrlKey)) field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end"), field.dispatchEvent(new Event("input"));
        else if (event.key === "Enter" || event.key === "Tab") {
          commit();
          pane.focus();
          const back = event.shiftKey ? -1 : 1;
          grid.step(event.key === "Enter" ? back : 0, event.key === "Tab" ? back : 0);
        } else if (field === inline && editing.quick && PAIRS[event.key]) {
          commit();
          pane.focus();
          grid.step(...PAIRS[event.key]);
        } else if (event.key === "F2") delete editing.quick;
        else return;
        event.preventDefault();
      });
      field.addEventListener("blur", () => window.setTimeout(() => document.activeElement !== field && editing?.field === field && !editing.pointing && commit()));
    }

    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") pane.focus();
      if (event.key !== "Enter") return;
      event.preventDefault();
      const [from, to] = place.value.split(":").map(crm.placeOf);
      if (from) grid.select(from.row, from.column);
      if (from && to) grid.select(to.row, to.column, { extend: true });
      pane.focus();
    });
    place.addEventListener("focus", () => place.select());
    place.addEventListener("blur", showActive);

    // ---- keyboard

    const clear = () => {
      const { top, left, bottom, right } = grid.range;
      const texts = [];
      for (const at of grid.sheet.cells.keys()) {
        const [row, column] = [crm.rowOf(at), crm.columnOf(at)];
        const cell = grid.sheet.cells.get(at);
        if (row >= top && row <= bottom && column >= left && column <= right && (cell.shown !== "" || cell.v !== null || cell.f !== null)) texts.push([row, column, ""]);
      }
      put(texts);
    };

    const put = (texts) => {
      tell(null);
      const refused = workbook.type(grid.sheet, texts);
      if (refused) tell(words.refused.replace("{n}", refused));
    };

    const back = (how) => {
      const step = workbook[how]();
      if (!step) return;
      if (step.sheet !== grid.sheet) open(step.sheet);
      const [first] = step.cells;
      grid.select(crm.rowOf(first), crm.columnOf(first));
      showActive();
    };

    // The first row or column of the selection into all of it.
    const fill = (down) => {
      const { top, left, bottom, right } = grid.range;
      const texts = [];
      for (let row = top; row <= Math.min(bottom, top + MOST_PASTED); row += 1) {
        for (let column = left; column <= right; column += 1) {
          const from = grid.sheet.at(down ? top : row, down ? column : left);
          if ((down ? row > top : column > left) && texts.length < MOST_PASTED) texts.push([row, column, textAt(from, down ? row - top : 0, down ? 0 : column - left)]);
        }
      }
      put(texts);
    };

    // What a cell's text is in another one, so many rows and columns away.
    const textAt = (cell, rows, columns) => (cell.f !== null && !cell.pending ? `=${crm.localised(crm.shifted(cell.f, rows, columns), crm.words)}` : workbook.editText(cell));

    const commands = {
      z: (event) => back(event.shiftKey ? "redo" : "undo"),
      y: () => back("redo"),
      d: () => fill(true),
      r: () => fill(false),
      a: () => {
        grid.select(0, 0, { stay: true });
        grid.select(Math.max(0, grid.sheet.lastRow), Math.max(0, grid.sheet.lastColumn), { extend: true, stay: true });
      },
    };
    const keys = {
      Enter: (event) => grid.step(event.shiftKey ? -1 : 1, 0),
      F2: () => edit(inline),
      Delete: () => clear(),
      Backspace: () => edit(inline, ""),
      Home: (event, extend, control) => grid.select(control ? grid.frozen.rows : grid.from(extend).row, control ? grid.frozen.columns : 0, { extend }),
      End: (event, extend, control) => grid.select(control ? Math.max(0, grid.sheet.lastRow) : grid.from(extend).row, Math.max(0, grid.sheet.lastColumn), { extend }),
      PageUp: (event, extend) => grid.page(-1, { extend }),
      PageDown: (event, extend) => grid.page(1, { extend }),
      Escape: () => {
        leaving = true;
        grid.select(grid.active.row, grid.active.column, { quiet: true });
        tell(words.leaving);
      },
    };

    pane.addEventListener("keydown", (event) => {
      if (event.target !== pane || event.isComposing) return;
      const control = event.ctrlKey || event.metaKey;
      if (event.key === "Tab") {
        if (leaving || (event.shiftKey && grid.active.column === 0)) return;
        grid.step(0, event.shiftKey ? -1 : 1);
      } else if (PAIRS[event.key]) grid.step(...PAIRS[event.key], { extend: event.shiftKey, jump: control });
      else if (keys[event.key]) keys[event.key](event, event.shiftKey, control);
      else if (control && !event.altKey && commands[event.key.toLowerCase()]) commands[event.key.toLowerCase()](event);
      else if ((!control || event.altKey) && (event.key.length === 1 || event.key === "Dead" || event.key === "Process")) {
        // The field takes the letter itself, so that accents and other scripts are composed in it.
        if (event.altKey && !event.getModifierState("AltGraph") && event.key.length > 1) return;
        edit(inline, "");
        if (editing) editing.quick = true;
        return;
      } else return;
      event.preventDefault();
    });

    // ---- mouse and touch

    let drag = null;
    pane.addEventListener("pointerdown", (event) => {
      if (event.target === inline || event.button !== 0 || event.pointerType === "touch") return;
      const at = grid.cellAt(event.clientX, event.clientY);
      if (points() && at.row >= 0 && at.column >= 0) {
        event.preventDefault();
        editing.pointing = true;
        drag = { from: at, pointing: true };
        point(at, at);
      } else {
        choose(at, event.shiftKey);
        drag = { from: at };
      }
      pane.setPointerCapture(event.pointerId);
    });
    pane.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const at = grid.cellAt(event.clientX, event.clientY);
      const to = { row: Math.max(0, at.row), column: Math.max(0, at.column) };
      if (drag.pointing) point(drag.from, to);
      else if (drag.from.row >= 0 && drag.from.column >= 0 && (to.row !== grid.end.row || to.column !== grid.end.column)) grid.select(to.row, to.column, { extend: true });
    });
    const drop = () => {
      if (drag?.pointing && editing) {
        delete editing.pointing;
        editing.field.focus();
      }
      drag = null;
    };
    pane.addEventListener("pointerup", drop);
    pane.addEventListener("pointercancel", drop);
    pane.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || event.target === inline) return;
      const at = grid.cellAt(event.clientX, event.clientY);
      const again = at.row === grid.active.row && at.column === grid.active.column;
      choose(at, false);
      if (again) edit(inline);
    });
    pane.addEventListener("dblclick", (event) => event.target !== inline && edit(inline));

    const choose = ({ row, column }, extend) => {
      commit();
      if (row < 0 && column < 0) commands.a();
      else if (row < 0) grid.select(grid.rowAt(0), column, { whole: { top: 0, bottom: grid.lastRow }, stay: true });
      else if (column < 0) grid.select(row, 0, { whole: { left: 0, right: grid.lastColumn }, stay: true });
      else grid.select(row, column, { extend, stay: true });
      window.setTimeout(() => !editing && pane.focus({ preventScroll: true }));
    };
    scroll.addEventListener("scroll", () => editing?.field === inline && placeInline(), { passive: true });

    crm.listenToClipboard({ grid, pane, put, clear, textAt, tell, words });
    const { open, fetchSheet, keep } = crm.sheetTabs({ root, frame, tabs, pane, workbook, grid, words, say, version: () => number, leave: () => commit(), opened: () => moved() });

    for (const how of ["undo", "redo"]) {
      byId(`workbook-${how}`).addEventListener("click", () => {
        commit();
        back(how);
        pane.focus();
      });
    }
    byId("workbook-accept").addEventListener("click", () => {
      commit();
      pane.focus();
    });
    line.addEventListener("focus", () => frame.classList.add("workbook-typing"));
    line.addEventListener("blur", () => frame.classList.remove("workbook-typing"));

    return {
      async load(model, version) {
        number = version;
        crm.words = { german: document.documentElement.lang.startsWith("de"), functions: model.functions, errors: model.errors };
        workbook.load(model);
        keep(model.kept);
        byId("workbook-add").hidden = !model.may_add_sheets;
        frame.hidden = false;
        await open(workbook.named(model.first));
        // The other sheets come by and by, because formulas may look at them.
        window.setTimeout(async () => {
          for (const sheet of workbook.sheets) if (!sheet.loaded && sheet.kind === "worksheet") await fetchSheet(sheet);
          grid.repaint();
        }, 300);
      },
      edits() {
        commit();
        return workbook.edits();
      },
      focus() {
        pane.focus();
      },
    };
  };
})();
