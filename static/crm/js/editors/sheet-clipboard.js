// Cells to and from the clipboard, as Excel and LibreOffice write and read them: text with tabs, and a table of HTML.
(() => {
  "use strict";
  const crm = window.crmSheet;
  const MOST_PASTED = 100_000;

  const quoted = (text) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]).replaceAll("\n", "<br>");

  // `rows` of { shown, v } as what the clipboard holds.
  const written = (rows) => ({
    text: rows.map((row) => row.map(({ shown }) => quoted(shown)).join("\t")).join("\r\n"),
    html: `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>${rows
      .map((row) => `<tr>${row.map(({ shown, v }) => `<td${typeof v === "number" ? ` x:num="${v}" sdval="${v}"` : ""}>${escaped(shown)}</td>`).join("")}</tr>`)
      .join("")}</table></body></html>`,
  });

  // Text with tabs as rows of texts; a text in quotes may hold tabs and lines.
  const fromText = (text) => {
    const rows = [[]];
    const cell = /(?:^|(?<=[\t\n]))"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)/y;
    const bare = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at <= bare.length; at += 1) {
      cell.lastIndex = at;
      const match = cell.exec(bare);
      rows.at(-1).push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]);
      at = cell.lastIndex;
      if (bare[at] === "\n") rows.push([]);
    }
    return rows;
  };

  // The first table of HTML as rows of texts; null where there is none. Nothing of it is put into the page.
  const fromHtml = (html) => {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    const rows = [];
    const taken = new Set();
    [...table.rows].forEach((tr, down) => {
      rows[down] = rows[down] ?? [];
      let across = 0;
      for (const td of tr.cells) {
        while (taken.has(`${down}:${across}`)) across += 1;
        for (let row = 0; row < Math.min(td.rowSpan, 1000); row += 1) {
          for (let column = 0; column < Math.min(td.colSpan, 1000); column += 1) taken.add(`${down + row}:${across + column}`);
        }
        rows[down][across] = textOf(td);
        across += Math.min(td.colSpan, 1000);
      }
    });
    return rows.map((row) => Array.from(row, (text) => text ?? ""));
  };

  const textOf = (td) => {
    for (const br of td.querySelectorAll("br")) br.replaceWith("\n");
    const text = td.textContent.replace(/[^\S\n\u00a0]+/g, " ").replaceAll("\u00a0", " ").replace(/ *\n */g, "\n").trim();
    // A number that is shown rounded comes with all its digits.
    const exact = td.getAttribute("x:num") || td.getAttribute("sdval");
    if (exact && /^[-+]?[0-9]+(\.[0-9]+)?$/.test(exact) && /^[-+]?[0-9][0-9.,  ]*$/.test(text)) return exact.replace(".", crm.words.german ? "," : ".");
    return text;
  };

  // Copies, cuts and pastes what is chosen in the grid. `put` types texts into cells, `clear` empties the chosen ones,
  // `textAt` is a cell's text so many rows and columns away.
  const listenToClipboard = ({ grid, pane, put, clear, textAt, tell, words }) => {
    let copied = null;

    const selected = () => {
      const { top, left, bottom, right } = grid.range;
      const [last, end] = [Math.max(top, Math.min(bottom, grid.sheet.lastRow)), Math.max(left, Math.min(right, grid.sheet.lastColumn))];
      const rows = [];
      for (let row = top; row <= last; row += 1) {
        rows.push([]);
        for (let column = left; column <= end; column += 1) rows.at(-1).push(grid.sheet.at(row, column));
      }
      return { top, left, rows };
    };
    const mine = (event) => grid.sheet?.loaded && (event.target === pane || (event.target === document.body && document.activeElement === pane));
    const copy = (event) => {
      if (!mine(event)) return false;
      event.preventDefault();
      const chosen = selected();
      const { text, html } = crm.written(chosen.rows);
      event.clipboardData.setData("text/plain", text);
      event.clipboardData.setData("text/html", html);
      copied = { text: text.replace(/\r\n/g, "\n"), ...chosen };
      tell(null);
      return true;
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", (event) => copy(event) && clear());
    document.addEventListener("paste", (event) => {
      if (!mine(event)) return;
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain");
      const { top, left, bottom, right } = grid.range;
      const own = copied && text.replace(/\r\n/g, "\n") === copied.text;
      const rows = own ? copied.rows : (crm.fromHtml(event.clipboardData.getData("text/html")) ?? crm.fromText(text));
      const wide = Math.max(...rows.map((row) => row.length));
      // What fits into the selection several times fills it, one cell above all.
      const times = (chosen, one) => (chosen % one === 0 ? chosen / one : 1);
      const [down, across] = [times(bottom - top + 1, rows.length), times(right - left + 1, wide)];
      if (rows.length * down * wide * across > MOST_PASTED || top + rows.length * down > 1_048_576 || left + wide * across > 16_384) {
        tell(words.tooMuch);
        return;
      }
      const texts = [];
      for (let row = 0; row < rows.length * down; row += 1) {
        for (let column = 0; column < wide * across; column += 1) {
          const one = rows[row % rows.length][column % wide];
          if (one === undefined) continue;
          const at = [top + row, left + column];
          texts.push([...at, own ? textAt(one, at[0] - copied.top - (row % rows.length), at[1] - copied.left - (column % wide)) : one]);
        }
      }
      put(texts);
      grid.select(top, left, { stay: true });
      grid.select(top + rows.length * down - 1, left + wide * across - 1, { extend: true, stay: true });
    });
  };

  Object.assign(crm, { MOST_PASTED, written, fromText, fromHtml, listenToClipboard });
})();
