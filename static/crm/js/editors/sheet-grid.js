// The grid: draws the cells that are in sight, and no others. What is drawn lies in a pane that stays where it is while
// the bar of scrolling moves, so that frozen rows, headings and cells always fit together.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const ROW = 26;
  const HEAD = 26;
  const SIDE = 52;
  const PAD = 6;
  const MOST_ROWS = 1_048_576;
  const MOST_COLUMNS = 16_384;
  const MORE_ROWS = 100;
  const MOST_MEASURED = 5_000;
  const MOST_FITTED = 220;

  const measure = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const widthOf = (text, bold) => {
    const name = bold ? `b${text}` : text;
    if (widths.size > 20_000) widths.clear();
    if (!widths.has(name)) {
      measure.font = `${bold ? 650 : 400} 13px ${crm.font}`;
      widths.set(name, measure.measureText(text).width);
    }
    return widths.get(name);
  };
  const luminance = (colour) => {
    const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };

  class Grid {
    constructor({ scroll, sizer, pane, workbook, words, moved }) {
      Object.assign(this, { scroll, sizer, pane, workbook, words, moved, sheet: null, rows: new Map(), spare: [], frame: 0 });
      crm.font = getComputedStyle(pane).fontFamily;
      scroll.addEventListener("scroll", () => this.draw(), { passive: true });
      new ResizeObserver(() => {
        if (this.sheet?.loaded) this.freeze();
        this.repaint();
      }).observe(scroll);
      new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    }

    // ---- which sheet, and how large it is

    show(sheet, { row, column, top, left } = {}) {
      if (this.sheet) this.sheet.place = { ...this.active, top: this.scroll.scrollTop, left: this.scroll.scrollLeft };
      this.sheet = sheet;
      this.clear();
      this.measureColumns();
      this.frozen = { rows: 0, columns: 0 };
      this.grow(Math.max(sheet.lastRow + 50, 199), Math.max(sheet.lastColumn + 6, 25));
      const place = sheet.place ?? {};
      this.freeze();
      this.select(row ?? place.row ?? 0, column ?? place.column ?? 0, { quiet: true, stay: true });
      this.scroll.scrollTop = top ?? place.top ?? 0;
      this.scroll.scrollLeft = left ?? place.left ?? 0;
      this.repaint();
    }

    // Frozen rows and columns, as far as they leave room for the others: on a telephone they may be all there is.
    freeze() {
      let [rows, columns] = this.sheet.frozen;
      while (columns && SIDE + this.xs[Math.min(columns, this.lastColumn)] > this.scroll.clientWidth * 0.5) columns -= 1;
      while (rows && HEAD + rows * ROW > this.scroll.clientHeight * 0.5) rows -= 1;
      this.frozen = { rows, columns };
    }

    clear() {
      this.pane.replaceChildren();
      this.rows = new Map();
      this.spare = [];
    }

    // Widths are told in digits. Columns that were never given one are made wide enough for their numbers and days, so
    // that these can be read: it is the view that is wider, not the file.
    measureColumns() {
      this.wide = new Map();
      const digit = widthOf("0", false);
      for (const [first, last, width, hidden] of this.sheet.columns) {
        for (let column = first; column <= Math.min(last, first + 2_000); column += 1) {
          if (hidden) this.wide.set(column, 0);
          else if (width !== null) this.wide.set(column, Math.max(20, Math.min(600, Math.round(width * digit) + 2 * PAD)));
        }
      }
      this.usual = Math.round(this.sheet.width * digit) + 2 * PAD;
      const told = new Set(this.wide.keys());
      let left = MOST_MEASURED;
      for (const [at, cell] of this.sheet.cells) {
        if ((left -= 1) < 0) break;
        const column = crm.columnOf(at);
        if (typeof cell.v !== "number" || told.has(column)) continue;
        const needed = Math.min(MOST_FITTED, Math.ceil(widthOf(cell.shown, this.workbook.look(cell).b)) + 2 * PAD + 2);
        if (needed > (this.wide.get(column) ?? this.usual)) this.wide.set(column, needed);
      }
    }

    grow(row, column) {
      this.lastRow = Math.min(MOST_ROWS - 1, Math.max(this.lastRowOf(), row));
      this.lastColumn = Math.min(MOST_COLUMNS - 1, Math.max(this.lastColumnOf(), column));
      this.xs = [0];
      for (let at = 0; at <= this.lastColumn; at += 1) this.xs.push(this.xs[at] + (this.wide.get(at) ?? this.usual));
      this.shownRows = [];
      if (this.sheet.hiddenRows.size) for (let at = 0; at <= this.lastRow; at += 1) if (!this.sheet.hiddenRows.has(at)) this.shownRows.push(at);
      const rows = this.shownRows.length || this.lastRow + 1;
      this.sizer.style.width = `${SIDE + this.xs.at(-1)}px`;
      this.sizer.style.height = `${HEAD + rows * ROW}px`;
      this.pane.setAttribute("aria-rowcount", String(this.lastRow + 2));
      this.pane.setAttribute("aria-colcount", String(this.lastColumn + 2));
      this.grown = this.sheet;
    }

    lastRowOf() {
      return this.grown === this.sheet ? this.lastRow : 0;
    }

    lastColumnOf() {
      return this.grown === this.sheet ? this.lastColumn : 0;
    }

    // Rows by their place among those that are not hidden.
    rowAt(place) {
      return this.shownRows.length ? this.shownRows[Math.max(0, Math.min(place, this.shownRows.length - 1))] : Math.max(0, Math.min(place, this.lastRow));
    }

    placeOfRow(row) {
      if (!this.shownRows.length) return row;
      let [low, high] = [0, this.shownRows.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.shownRows[middle] < row) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    columnAt(x) {
      let [low, high] = [0, this.lastColumn];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.xs[middle] <= x) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    // Where a cell lies in the pane.
    box(row, column) {
      const { rows, columns } = this.frozen;
      const place = this.placeOfRow(row);
      const x = SIDE + this.xs[column] - (column < columns ? 0 : this.scroll.scrollLeft);
      const y = HEAD + place * ROW - (place < rows ? 0 : this.scroll.scrollTop);
      const area = this.sheet.covered.get(crm.key(row, column));
      const [right, bottom] = area ? [Math.min(area[3], this.lastColumn), area[2]] : [column, row];
      return { x, y, width: this.xs[right + 1] - this.xs[column], height: (this.placeOfRow(bottom) - place + 1) * ROW };
    }

    // The cell at a point of the window; -1 stands for the headings.
    cellAt(clientX, clientY) {
      const edge = this.pane.getBoundingClientRect();
      const [x, y] = [clientX - edge.left - SIDE, clientY - edge.top - HEAD];
      const frozenX = x < this.xs[this.frozen.columns];
      const frozenY = y < this.frozen.rows * ROW;
      const column = x < 0 ? -1 : this.columnAt(x + (frozenX ? 0 : this.scroll.scrollLeft));
      const row = y < 0 ? -1 : this.rowAt(Math.floor((y + (frozenY ? 0 : this.scroll.scrollTop)) / ROW));
      return { row, column };
    }

    // ---- drawing

    draw() {
      if (!this.frame) this.frame = requestAnimationFrame(() => this.paint(false));
    }

    repaint() {
      this.stale = true;
      this.draw();
    }

    paint() {
      this.frame = 0;
      if (!this.sheet?.loaded) return;
      const { clientWidth: width, clientHeight: height, scrollTop, scrollLeft } = this.scroll;
      this.pane.style.width = `${width}px`;
      this.pane.style.height = `${height}px`;
      const { rows: frozenRows, columns: frozenColumns } = this.frozen;
      const from = Math.max(frozenRows, Math.floor(scrollTop / ROW) + frozenRows);
      const count = Math.ceil((height - HEAD) / ROW) + 1;
      const last = (this.shownRows.length || this.lastRow + 1) - 1;
      const rows = [-1];
      for (let at = 0; at < frozenRows; at += 1) rows.push(this.rowAt(at));
      for (let at = from; at <= Math.min(from + count, last); at += 1) rows.push(this.rowAt(at));
      const left = Math.max(frozenColumns, this.columnAt(scrollLeft + this.xs[frozenColumns]));
      const right = this.columnAt(scrollLeft + width - SIDE);
      const columns = [];
      for (let at = 0; at < frozenColumns; at += 1) columns.push(at);
      for (let at = left; at <= right; at += 1) columns.push(at);
      const merged = this.sheet.merges.filter((area) => area[3] >= left && area[1] <= right);
      for (const area of merged) if (area[0] < rows[1 + frozenRows] && area[2] >= rows[1 + frozenRows] && !rows.includes(area[0])) rows.push(area[0]);
      for (const area of merged) if (area[1] < left && area[1] >= frozenColumns && !columns.includes(area[1])) columns.unshift(area[1]);
      columns.sort((one, other) => one - other);
      this.place(rows, columns, scrollLeft, scrollTop);
    }

    place(rows, columns, scrollLeft, scrollTop) {
      const all = this.stale || scrollLeft !== this.scrolledTo || this.across !== columns.join();
      Object.assign(this, { stale: false, scrolledTo: scrollLeft, across: columns.join(), dark: document.documentElement.dataset.bsTheme === "dark" });
      const wanted = new Set(rows);
      for (const [row, line] of this.rows) {
        if (wanted.has(row)) continue;
        this.rows.delete(row);
        this.spare.push(line);
      }
      for (const row of rows) {
        let line = this.rows.get(row);
        const fresh = !line;
        if (fresh) {
          line = this.spare.pop() ?? this.newLine();
          this.rows.set(row, line);
        }
        const place = row < 0 ? -1 : this.placeOfRow(row);
        const frozen = place < this.frozen.rows;
        line.element.style.transform = `translateY(${row < 0 ? 0 : HEAD + place * ROW - (frozen ? 0 : scrollTop)}px)`;
        line.element.classList.toggle("workbook-frozen", frozen);
        line.element.classList.toggle("workbook-top", row < 0);
        if (fresh || all) this.paintLine(line, row, columns);
      }
      for (const line of this.spare) line.element.remove();
      this.spare.length = Math.min(this.spare.length, 60);
      for (const line of this.rows.values()) if (!line.element.isConnected) this.pane.append(line.element);
      this.say();
    }

    newLine() {
      const element = document.createElement("div");
      element.setAttribute("role", "row");
      element.className = "workbook-row";
      return { element, cells: [] };
    }

    cellOf(line, place, role) {
      let element = line.cells[place];
      if (!element) {
        element = document.createElement("div");
        line.cells.push(element);
        line.element.append(element);
      }
      if (element.role_ !== role) {
        element.setAttribute("role", role);
        element.role_ = role;
      }
      return element;
    }

    paintLine(line, row, columns) {
      line.element.setAttribute("aria-rowindex", String(row + 2));
      let place = 0;
      const side = this.cellOf(line, place, "rowheader");
      this.dress(side, row < 0 ? "" : String(row + 1), this.inRange(row, null) && row >= 0 ? "workbook-side workbook-lit" : "workbook-side", {});
      this.spread(side, 0, SIDE, row < 0 ? HEAD : ROW);
      side.id = `r${row + 1}`;
      side.setAttribute("aria-colindex", "1");
      side.removeAttribute("aria-selected");
      place += 1;
      let covered = -1;
      for (const [at, column] of columns.entries()) {
        if (column <= covered || this.xs[column + 1] === this.xs[column]) continue;
        if (row < 0) {
          const head = this.cellOf(line, place, "columnheader");
          const frozen = column < this.frozen.columns ? " workbook-fixed" : "";
          this.dress(head, crm.letters(column), `workbook-head${frozen}${this.inRange(null, column) ? " workbook-lit" : ""}`, {});
          this.spread(head, this.x(column), this.xs[column + 1] - this.xs[column], HEAD);
          head.id = `c0-${column}`;
          head.setAttribute("aria-colindex", String(column + 2));
          head.removeAttribute("aria-selected");
          place += 1;
          continue;
        }
        const area = this.sheet.covered.get(crm.key(row, column));
        if (area && (area[0] !== row || area[1] !== column)) continue;
        const element = this.cellOf(line, place, "gridcell");
        covered = this.paintCell(element, row, column, columns, at, area);
        place += 1;
      }
      while (line.cells.length > place) line.cells.pop().remove();
    }

    x(column) {
      return SIDE + this.xs[column] - (column < this.frozen.columns ? 0 : this.scroll.scrollLeft);
    }

    // Draws one cell; answers the last column that it covers.
    paintCell(element, row, column, columns, at, area) {
      const cell = this.sheet.at(row, column);
      const look = this.workbook.look(cell);
      if (cell.unasked) this.workbook.wish(cell);
      const numeric = typeof cell.v === "number" && !cell.wrong;
      const align = look.align ?? (cell.wrong || cell.pending ? "left" : numeric ? "right" : typeof cell.v === "boolean" || (cell.v && typeof cell.v === "object") ? "center" : "left");
      let width = this.xs[(area ? Math.min(area[3], this.lastColumn) : column) + 1] - this.xs[column];
      const height = area ? (this.placeOfRow(area[2]) - this.placeOfRow(area[0]) + 1) * ROW : ROW;
      let text = cell.unknown ? "↻" : cell.shown;
      let covered = column;
      if (text && !area && text.length * 9 > width - 2 * PAD) {
        const needed = widthOf(text, look.b) + 2 * PAD;
        if (numeric && needed > width) text = "#".repeat(Math.max(1, Math.floor((width - 2 * PAD) / widthOf("#", look.b))));
        else if (!numeric && align === "left" && !look.wrap) {
          while (width < needed && columns[at + 1 + covered - column] === covered + 1 && this.isFree(row, covered + 1)) {
            covered += 1;
            width += this.xs[covered + 1] - this.xs[covered];
          }
        }
      }
      const names = ["workbook-cell", `workbook-${align}`];
      for (const key of ["b", "i", "u", "strike"]) if (look[key]) names.push(`workbook-${key}`);
      if (column < this.frozen.columns) names.push("workbook-fixed");
      if (cell.unknown || cell.pending) names.push("workbook-waiting");
      if (cell.wrong) names.push("workbook-wrong");
      const selected = this.inRange(row, column);
      if (selected) names.push("workbook-selected");
      if (row === this.active.row && column === this.active.column) names.push("workbook-active");
      this.dress(element, text, names.join(" "), look);
      this.spread(element, this.x(column), width, height);
      element.id = `c${row + 1}-${column}`;
      element.setAttribute("aria-colindex", String(column + 2));
      element.setAttribute("aria-selected", String(selected));
      element.title = text !== cell.shown && !cell.unknown ? cell.shown : (cell.wrong ?? (cell.unknown ? (cell.circular ? this.words.circular : this.words.unknown) : ""));
      if (cell.wrong) element.setAttribute("aria-invalid", "true");
      else element.removeAttribute("aria-invalid");
      return covered;
    }

    isFree(row, column) {
      const cell = this.sheet.at(row, column);
      const active = row === this.active.row && column === this.active.column;
      return cell.shown === "" && !cell.unknown && !this.workbook.look(cell).fill && !this.sheet.covered.has(crm.key(row, column)) && !active && (column !== this.frozen.columns || this.scroll.scrollLeft === 0);
    }

    dress(element, text, names, look) {
      if (element.text_ !== text) {
        element.textContent = text;
        element.text_ = text;
      }
      if (element.className !== names) element.className = names;
      const ink = this.ink(look);
      if (element.look_ === `${look.fill}${ink}`) return;
      element.look_ = `${look.fill}${ink}`;
      element.style.setProperty("--fill", look.fill ?? "");
      element.style.color = ink;
    }

    // The colour of letters: the file's own where it can be read on what is behind it.
    ink(look) {
      if (look.fill) return look.color ?? (luminance(look.fill) > 0.36 ? "#14181f" : "#ffffff");
      if (!look.color) return "";
      const bright = luminance(look.color);
      return (this.dark && bright < 0.2) || (!this.dark && bright > 0.45) ? "" : look.color;
    }

    spread(element, x, width, height) {
      const name = `${x} ${width} ${height}`;
      if (element.box_ === name) return;
      element.box_ = name;
      Object.assign(element.style, { left: `${x}px`, width: `${width}px`, height: `${height}px` });
    }

    say() {
      const { row, column } = this.inRange(this.end.row, this.end.column) && !this.sheet.covered.has(crm.key(this.end.row, this.end.column)) ? this.end : this.active;
      this.pane.setAttribute("aria-activedescendant", `c${row + 1}-${column}`);
    }

    // ---- selection

    get range() {
      const { active, end } = this;
      return { top: Math.min(active.row, end.row), left: Math.min(active.column, end.column), bottom: Math.max(active.row, end.row), right: Math.max(active.column, end.column), ...this.whole };
    }

    inRange(row, column) {
      const { top, left, bottom, right } = this.range;
      return (row === null || (row >= top && row <= bottom)) && (column === null || (column >= left && column <= right));
    }

    // Goes to a cell. `extend` leaves the cell that is edited where it is, and selects up to this one; `whole` selects
    // rows or columns.
    select(row, column, { extend = false, whole = null, quiet = false, stay = false } = {}) {
      row = Math.max(0, Math.min(row, MOST_ROWS - 1));
      column = Math.max(0, Math.min(column, MOST_COLUMNS - 1));
      const area = extend ? null : this.sheet.covered.get(crm.key(row, column));
      if (area && !whole) [row, column] = area;
      if (row > this.lastRow - 1 || column > this.lastColumn - 1) this.grow(row > this.lastRow - 1 ? row + MORE_ROWS : this.lastRow, column > this.lastColumn - 1 ? column + 6 : this.lastColumn);
      this.end = area && !whole ? { row: area[2], column: area[3] } : { row, column };
      if (!extend) this.active = { row, column };
      this.whole = whole;
      if (!stay) this.bring(row, column);
      this.repaint();
      if (!quiet) this.moved();
    }

    // Scrolls until a cell is in sight.
    bring(row, column) {
      const { rows, columns } = this.frozen;
      const place = this.placeOfRow(row);
      const { scroll } = this;
      if (place >= rows) {
        const top = (place - rows) * ROW;
        const seen = scroll.clientHeight - HEAD - rows * ROW;
        if (top < scroll.scrollTop) scroll.scrollTop = top;
        else if (top + ROW > scroll.scrollTop + seen) scroll.scrollTop = top + ROW - seen;
      }
      if (column >= columns) {
        const left = this.xs[column] - this.xs[columns];
        const right = this.xs[column + 1] - this.xs[columns];
        const seen = scroll.clientWidth - SIDE - this.xs[columns];
        if (left < scroll.scrollLeft) scroll.scrollLeft = left;
        else if (right > scroll.scrollLeft + seen) scroll.scrollLeft = Math.min(left, right - seen);
      }
    }

    // One step; with `jump` to the edge of what is filled, as in every spreadsheet program.
    step(down, across, { extend = false, jump = false } = {}) {
      const from = this.from(extend);
      let { row, column } = from;
      const move = () => {
        const place = this.placeOfRow(row) + down;
        row = down ? (place > (this.shownRows.length || this.lastRow + 1) - 1 ? row + 1 : this.rowAt(Math.max(0, place))) : row;
        column = Math.max(0, column + across);
        while (across && this.xs[column + 1] === this.xs[column] && column > 0 && column < this.lastColumn) column += across;
      };
      if (!extend) this.leaveMerged(from, down, across, (at) => ([row, column] = at));
      if (jump) [row, column] = this.edge(row, column, down, across);
      else move();
      this.select(row, column, { extend });
    }

    leaveMerged({ row, column }, down, across, go) {
      const area = this.sheet.covered.get(crm.key(row, column));
      if (area) go([down > 0 ? area[2] : row, across > 0 ? area[3] : column]);
    }

    // Where a step begins.
    from(extend) {
      return extend ? this.end : this.active;
    }

    page(sign, { extend }) {
      const { row, column } = this.from(extend);
      const place = this.placeOfRow(row) + sign * this.pageRows;
      this.select(this.shownRows.length ? this.rowAt(place) : Math.max(0, place), column, { extend });
    }

    edge(row, column, down, across) {
      const filled = (r, c) => this.sheet.at(r, c).shown !== "" || this.sheet.at(r, c).unknown;
      const inside = (r, c) => r >= 0 && c >= 0 && r <= this.sheet.lastRow && c <= this.sheet.lastColumn;
      const goal = () => [down > 0 ? Math.max(row, this.sheet.lastRow) : down < 0 ? 0 : row, across > 0 ? Math.max(column, this.sheet.lastColumn) : across < 0 ? 0 : column];
      let [r, c] = [row + down, column + across];
      if (!inside(r, c)) return goal();
      if (filled(row, column) && filled(r, c)) {
        while (inside(r + down, c + across) && filled(r + down, c + across)) [r, c] = [r + down, c + across];
        return [r, c];
      }
      while (inside(r, c) && !filled(r, c)) [r, c] = [r + down, c + across];
      return inside(r, c) ? [r, c] : goal();
    }

    get pageRows() {
      return Math.max(1, Math.floor((this.scroll.clientHeight - HEAD) / ROW) - this.frozen.rows - 1);
    }
  }

  Object.assign(crm, { Grid });
})();
