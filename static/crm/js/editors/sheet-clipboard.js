// Cells to and from the clipboard, as Excel and LibreOffice write and read them: text with tabs, and a table of HTML.
(() => {
  "use strict";
  const crm = window.crmSheet;

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

  Object.assign(crm, { written, fromText, fromHtml });
})();
