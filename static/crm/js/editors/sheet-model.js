// The workbook in the page: its sheets and cells, what was typed into them, undo, and what formulas come to.
// How a text is understood and how a value is shown, only the server knows; until it has answered, the text itself stands
// in the cell.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const ACROSS = 16_384;
  const MOST_ASKED = 4_000; // documents/editors/xlsx/answering.py takes 5,000
  const MOST_QUESTIONS = 2_000_000;
  const MOST_UNDONE = 200;
  const EMPTY = Object.freeze({ s: 0, v: null, shown: "", f: null });

  const key = (row, column) => row * ACROSS + column;
  const rowOf = (at) => Math.floor(at / ACROSS);
  const columnOf = (at) => at % ACROSS;
  const within = (area, row, column) => row >= area[0] && row <= area[2] && column >= area[1] && column <= area[3];

  class Sheet {
    constructor(name, { kind = "worksheet", state = "visible", isNew = false } = {}) {
      Object.assign(this, { name, kind, state, isNew, loaded: isNew, cells: new Map(), columns: [], width: 8.43, merges: [], blocked: [], frozen: [0, 0], kept: [] });
      Object.assign(this, { rowStyles: new Map(), hiddenRows: new Set(), covered: new Map(), lastRow: -1, lastColumn: -1 });
    }

    fill(told) {
      Object.assign(this, { columns: told.columns, width: told.width, merges: told.merges, blocked: told.blocked, frozen: told.frozen, kept: told.kept, loaded: true });
      this.rowStyles = new Map(told.row_styles);
      this.hiddenRows = new Set(told.hidden_rows);
      for (const [row, column, s, v = null, shown = null, f = null] of told.cells) {
        this.put(key(row, column), { s, v, shown: shown ?? (v === null ? "" : String(v)), f });
      }
      for (const area of this.merges) {
        if ((area[2] - area[0] + 1) * (area[3] - area[1] + 1) > 20_000) continue;
        for (let row = area[0]; row <= area[2]; row += 1) for (let column = area[1]; column <= area[3]; column += 1) this.covered.set(key(row, column), area);
      }
    }

    put(at, cell) {
      this.cells.set(at, cell);
      this.lastRow = Math.max(this.lastRow, rowOf(at));
      this.lastColumn = Math.max(this.lastColumn, columnOf(at));
    }

    at(row, column) {
      return this.cells.get(key(row, column)) ?? EMPTY;
    }

    styleAt(row, column) {
      return this.rowStyles.get(row) ?? this.columns.find(([first, last]) => column >= first && column <= last)?.[4] ?? 0;
    }

    // The key of the reason why a cell is not changed, or undefined.
    blockedBy(row, column) {
      const area = this.covered.get(key(row, column));
      return this.blocked.find((one) => within(one, row, column))?.[4] ?? (area && (area[0] !== row || area[1] !== column) ? "merged" : undefined);
    }
  }

  class Workbook {
    // ask(questions) answers a promise of the server's answers; changed() and painted() are told of changes.
    constructor({ ask, changed, painted, wrong }) {
      Object.assign(this, { ask, changed, painted, wrong, sheets: [], undone: [], done: [], queue: [], wished: [], asking: false, index: null });
    }

    load(model) {
      this.styles = model.styles;
      this.tables = model.tables;
      this.from1904 = model.from_1904;
      this.reasons = model.reasons;
      this.sheets = model.sheets.map(({ name, kind, state }) => new Sheet(name, { kind, state }));
      this.fill(model.sheet);
    }

    fill(told) {
      const sheet = this.named(told.name);
      if (!sheet || sheet.loaded) return;
      sheet.fill(told);
      this.index = null;
      // Once it is painted: programs that do not work out formulas leave them without a value, and what was typed
      // before this sheet came may be what its formulas are about.
      window.setTimeout(() => {
        const waiting = [];
        for (const [at, cell] of sheet.cells) if (cell.f !== null && cell.v === null) waiting.push([sheet, at]);
        for (const other of this.sheets) for (const [at, cell] of other.cells) if (cell.typed !== undefined) waiting.push([other, at]);
        if (waiting.length) this.recalculate(waiting);
        this.painted();
      }, 50);
    }

    named(name) {
      const folded = name.toLowerCase();
      return this.sheets.find((sheet) => sheet.name.toLowerCase() === folded);
    }

    add(name) {
      const sheet = new Sheet(name, { isNew: true });
      this.sheets.push(sheet);
      this.changed();
      return sheet;
    }

    formatOf(cell) {
      return cell.code ?? this.styles[cell.s]?.[0] ?? "General";
    }

    look(cell) {
      return this.styles[cell.s]?.[1] ?? {};
    }

    // ---- typing

    // Puts texts into cells as if they were typed: [[row, column, text]]; answers how many of them may not be changed.
    type(sheet, texts) {
      const step = { sheet, before: new Map(), after: new Map() };
      let refused = 0;
      for (const [row, column, text] of texts) {
        if (sheet.blockedBy(row, column)) {
          refused += 1;
          continue;
        }
        const at = key(row, column);
        const old = sheet.cells.get(at);
        step.before.set(at, old);
        step.after.set(at, { s: old?.s ?? sheet.styleAt(row, column), v: text || null, shown: text, f: null, typed: text, pending: text !== "" });
      }
      if (!step.after.size) return refused;
      this.done.push(step);
      if (this.done.length > MOST_UNDONE) this.done.shift();
      this.undone = [];
      this.carryOut(sheet, step.after);
      return refused;
    }

    carryOut(sheet, cells) {
      let formulas = false;
      for (const [at, cell] of cells) {
        formulas = formulas || Boolean(sheet.cells.get(at)?.f) || Boolean(cell?.f);
        if (cell) sheet.put(at, cell);
        else sheet.cells.delete(at);
        if (cell?.pending) this.queue.push([sheet, at, cell]);
      }
      if (formulas) this.index = null;
      this.changed();
      const settled = [...cells].filter(([, cell]) => !cell?.pending).map(([at]) => [sheet, at]);
      if (settled.length) this.recalculate(settled);
      this.painted();
      this.understand();
    }

    step(from, to, which) {
      const step = from.pop();
      if (!step) return null;
      to.push(step);
      this.carryOut(step.sheet, step[which]);
      return { sheet: step.sheet, cells: [...step[which].keys()] };
    }

    undo() {
      return this.step(this.done, this.undone, "before");
    }

    redo() {
      return this.step(this.undone, this.done, "after");
    }

    names() {
      return { sheets: this.sheets.map(({ name }) => name), tables: this.tables, from_1904: this.from1904 };
    }

    // Asks the server how what was typed is to be understood, a few thousand cells at a time.
    async understand() {
      if (this.asking) return;
      this.asking = true;
      while (this.queue.length) {
        const asked = this.queue.splice(0, MOST_ASKED);
        const answer = await this.ask({ ...this.names(), typed: asked.map(([, , cell]) => [this.styles[cell.s]?.[0] ?? "General", cell.typed]) });
        if (!answer) {
          // The server cannot be reached: it will understand what was typed when it is saved.
          for (const [, , cell] of asked) cell.pending = false;
          continue;
        }
        this.take(asked, answer.typed);
      }
      this.asking = false;
      this.painted();
    }

    take(asked, answers) {
      answers.forEach((answer, place) => {
        const cell = asked[place][2];
        cell.pending = false;
        if (answer.refused) {
          cell.wrong = answer.refused;
          cell.v = null;
        } else {
          Object.assign(cell, { v: answer.value, f: answer.formula ?? null, shown: answer.shown ?? "", code: answer.format, wrong: undefined });
          if (cell.f !== null) this.index = null;
        }
      });
      const there = asked.filter(([sheet, at, cell]) => sheet.cells.get(at) === cell);
      const wrong = there.find(([, , cell]) => cell.wrong);
      if (wrong) this.wrong(wrong[0], rowOf(wrong[1]), columnOf(wrong[1]), wrong[2].wrong);
      this.recalculate(there.map(([sheet, at]) => [sheet, at]));
      this.painted();
    }

    // What is to be saved, against what was loaded.
    edits() {
      const sheets = {};
      for (const sheet of this.sheets) {
        const told = { cells: {}, values: {} };
        for (const [at, cell] of sheet.cells) {
          const name = crm.nameOf(rowOf(at), columnOf(at));
          if (cell.typed !== undefined) told.cells[name] = cell.typed;
          if (cell.f !== null && cell.computed && !cell.unknown) told.values[name] = cell.v?.error ?? cell.v;
        }
        if (Object.keys(told.cells).length || Object.keys(told.values).length) sheets[sheet.name] = told;
      }
      return { sheets, new_sheets: this.sheets.filter(({ isNew }) => isNew).map(({ name }) => name) };
    }

    // ---- working out

    // Who looks at which cells. Made anew when a formula has come or gone.
    indexed() {
      if (this.index) return this.index;
      const index = { followers: new Map(), watching: new Map(), restless: [], all: [] };
      for (const sheet of this.sheets) {
        for (const [at, cell] of sheet.cells) {
          if (cell.f === null) continue;
          cell.compiled = cell.compiled ?? crm.compile(cell.f, sheet.name);
          const own = [sheet, at, cell];
          index.all.push(own);
          if (cell.compiled.restless) index.restless.push(own);
          for (const area of cell.compiled.areas) this.watch(index, area, own);
        }
      }
      this.index = index;
      return index;
    }

    watch(index, area, own) {
      const sheet = this.named(area.sheet);
      if (!sheet) return;
      if (area.top === area.bottom && area.left === area.right) {
        const name = `${this.sheets.indexOf(sheet)}:${key(area.top, area.left)}`;
        if (!index.followers.has(name)) index.followers.set(name, []);
        index.followers.get(name).push(own);
      } else {
        if (!index.watching.has(sheet)) index.watching.set(sheet, []);
        index.watching.get(sheet).push([area, own]);
      }
    }

    stale(changed) {
      const { followers, watching, restless, all } = this.indexed();
      const found = new Map();
      const queue = [...changed];
      const reach = (own) => {
        if (found.has(own[2])) return;
        found.set(own[2], own);
        queue.push([own[0], own[1]]);
      };
      for (const [sheet, at] of changed) {
        const cell = sheet.cells.get(at);
        if (cell && cell.f !== null) found.set(cell, [sheet, at, cell]);
      }
      restless.forEach(reach);
      let questions = 0;
      while (queue.length) {
        const [sheet, at] = queue.pop();
        const [row, column] = [rowOf(at), columnOf(at)];
        (followers.get(`${this.sheets.indexOf(sheet)}:${at}`) ?? []).forEach(reach);
        const watchers = watching.get(sheet) ?? [];
        questions += watchers.length;
        if (questions > MOST_QUESTIONS) return new Map(all.map((own) => [own[2], own]));
        for (const [area, own] of watchers) if (row >= area.top && row <= area.bottom && column >= area.left && column <= area.right) reach(own);
      }
      return found;
    }

    recalculate(changed) {
      const left = this.stale(changed);
      if (!left.size) return;
      const reached = [...left.values()];
      for (const start of reached) this.workOut(start, left);
      this.showValues(reached);
    }

    // Works a formula out, and before it those that it needs; without recursion, since columns of sums are long.
    workOut(start, left) {
      const stack = [start];
      const waiting = new Set();
      while (stack.length) {
        const own = stack.at(-1);
        const cell = own[2];
        if (!left.has(cell)) {
          stack.pop();
          continue;
        }
        const needed = this.attempt(cell, left, waiting);
        if (needed) {
          waiting.add(cell);
          stack.push(needed);
        } else {
          left.delete(cell);
          stack.pop();
        }
      }
    }

    // Works one formula out; answers what it needs before that, if anything.
    attempt(cell, left, waiting) {
      const context = {
        from1904: this.from1904,
        bounds: (name) => {
          const sheet = this.loadedSheet(name);
          return { row: sheet.lastRow, column: sheet.lastColumn };
        },
        value: (name, row, column) => {
          const sheet = this.loadedSheet(name);
          const other = sheet.cells.get(key(row, column));
          if (!other) return null;
          if (left.has(other)) {
            if (waiting.has(other) || other === cell) {
              cell.circular = true;
              throw new crm.Unknown();
            }
            const needed = new Error("needed");
            needed.own = left.get(other);
            throw needed;
          }
          if (other.unknown || other.pending || other.wrong) throw new crm.Unknown();
          return other.v;
        },
      };
      cell.compiled = cell.compiled ?? crm.compile(cell.f, "");
      cell.computed = true;
      cell.circular = false;
      try {
        cell.v = cell.compiled.run(context);
        cell.unknown = false;
      } catch (trouble) {
        if (trouble.own) return trouble.own;
        if (trouble instanceof crm.Failed) Object.assign(cell, { v: { error: trouble.code }, unknown: false });
        else if (trouble instanceof crm.Unknown) cell.unknown = true;
        else throw trouble;
      }
      return null;
    }

    loadedSheet(name) {
      const sheet = this.named(name);
      if (!sheet?.loaded) throw new crm.Unknown();
      return sheet;
    }

    // Shows what formulas came to: plainly at once; by their number format when they are drawn and the server has
    // answered, since of ten thousand formulas a few dozen are in sight.
    showValues(reached) {
      for (const [, , cell] of reached) {
        if (cell.unknown) continue;
        cell.shown = this.plainly(cell.v);
        cell.unasked = typeof cell.v === "number" && !/^(general|standard)?$/i.test(this.formatOf(cell));
      }
    }

    // A cell was drawn whose value is to be shown by its format.
    wish(cell) {
      cell.unasked = false;
      this.wished.push([cell, cell.v]);
      if (this.wished.length === 1) window.setTimeout(() => this.showWished(), 10);
    }

    async showWished() {
      const asked = this.wished.splice(0);
      const answer = await this.ask({ values: asked.map(([cell, value]) => [this.formatOf(cell), value]), from_1904: this.from1904 });
      if (!answer) return;
      asked.forEach(([cell, value], place) => {
        if (cell.v === value) cell.shown = answer.values[place];
      });
      this.painted();
    }

    plainly(value) {
      if (value === null) return "";
      if (typeof value === "object") return crm.words.errors[value.error] ?? value.error;
      if (typeof value === "number") return String(Number(value.toPrecision(10))).replace(".", crm.words.german ? "," : ".");
      return crm.text(value);
    }

    // ---- what stands in the cell when it is edited

    editText(cell) {
      if (cell.pending || cell.wrong) return cell.typed;
      if (cell.f !== null) return `=${crm.localised(cell.f, crm.words)}`;
      const value = cell.v;
      if (value === null) return "";
      if (typeof value === "string") return /^[=']|^[-+]?[0-9][0-9.,: %]*$/.test(value) && this.formatOf(cell) !== "@" ? `'${value}` : value;
      if (typeof value !== "number") return this.plainly(value);
      const code = this.formatOf(cell).replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "");
      if (/[ydhs]/i.test(code) && !/general|standard/i.test(code)) return this.dayText(value, code) ?? this.plainly(value);
      const exact = (number) => String(Number(number.toPrecision(15))).replace(".", crm.words.german ? "," : ".");
      return code.includes("%") ? `${exact(value * 100)}%` : exact(value);
    }

    dayText(value, code) {
      if (value < 0 || value > 2_958_465 || (value < 61 && /[yd]/i.test(code))) return null;
      const date = new Date(Math.round((value + (this.from1904 ? 1462 : 0) - 25_569) * 86_400) * 1000);
      const two = (number) => String(number).padStart(2, "0");
      const [hours, minutes, seconds] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
      const clock = `${two(hours)}:${two(minutes)}${seconds ? `:${two(seconds)}` : ""}`;
      if (!/[yd]/i.test(code)) return value < 1 ? clock : `${Math.floor(value) * 24 + hours}:${two(minutes)}${seconds ? `:${two(seconds)}` : ""}`;
      const [year, month, day] = [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())];
      const named = crm.words.german ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
      return value % 1 ? `${named} ${clock}` : named;
    }
  }

  Object.assign(crm, { Workbook, EMPTY, key, rowOf, columnOf });
})();
