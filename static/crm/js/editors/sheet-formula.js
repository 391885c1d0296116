// Formulas as the workbook holds them (English names, commas): read into pieces, shown in the reader's words, moved, and
// compiled. What they come to is for the eye and for other programs' previews; spreadsheet programs work it out anew.
(() => {
  "use strict";
  const crm = (window.crmSheet = window.crmSheet ?? {});

  const WORD = "[\\p{L}_][\\p{L}\\p{N}_.?\\\\]*";
  const CELL = "\\$?[A-Za-z]{1,3}\\$?[1-9][0-9]{0,6}";
  const KINDS = {
    space: "\\s+",
    text: '"(?:[^"]|"")*"',
    sheet: `(?:'(?:[^'\\[\\]]|'')+'|${WORD})!`,
    error: "#(?:N/A|DIV/0!|[A-Za-z]+[!?])",
    cells: `${CELL}(?::${CELL})?(?![\\p{L}\\p{N}_(.\\[!])`,
    columns: "\\$?[A-Za-z]{1,3}:\\$?[A-Za-z]{1,3}(?![\\p{L}\\p{N}_(.])",
    lines: "\\$?[0-9]{1,7}:\\$?[0-9]{1,7}",
    number: "(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    call: `${WORD}(?=\\()`,
    table: `${WORD}\\[(?:[^\\[\\]]|\\[[^\\[\\]]*\\])*\\]`,
    name: WORD,
    operator: "<=|>=|<>|[-+*/^&=<>%:]",
    sign: "[(),;{}]",
  };
  const TOKEN = new RegExp(Object.entries(KINDS).map(([kind, pattern]) => `(?<${kind}>${pattern})`).join("|"), "uy");

  // The pieces of a formula as [{ kind, text }]; null for what is none.
  const tokens = (formula) => {
    const found = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < formula.length) {
      const match = TOKEN.exec(formula);
      if (!match) return null;
      found.push({ kind: Object.keys(KINDS).find((kind) => match.groups[kind] !== undefined), text: match[0] });
    }
    return found;
  };

  const letters = (column) => {
    let name = "";
    for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
    return name;
  };
  const columnOf = (name) => [...name.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const nameOf = (row, column) => `${letters(column)}${row + 1}`;
  const placeOf = (name) => {
    const match = /^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$/.exec(name.trim());
    if (!match) return null;
    const place = { row: Number(match[2]) - 1, column: columnOf(match[1]) };
    return place.row < 1_048_576 && place.column < 16_384 ? place : null;
  };

  // ---- in the reader's words: names of functions and errors as the server gave them; German has ; and decimal commas

  const localised = (formula, words) => {
    const german = words.german && !formula.includes("{");
    const found = tokens(formula);
    if (!found) return formula;
    return found
      .map(({ kind, text }) => {
        const bare = kind === "call" ? text.replace(/^_xlfn\.(_xlws\.)?/i, "") : text;
        if (!german) return bare;
        if (kind === "call") return words.functions[bare.toUpperCase()] ?? bare;
        if (kind === "number") return text.replace(".", ",");
        if (kind === "error") return words.errors[text] ?? text;
        if (kind === "name") return { TRUE: "WAHR", FALSE: "FALSCH" }[text.toUpperCase()] ?? text;
        return text === "," ? ";" : text;
      })
      .join("");
  };

  // ---- moved to another cell

  const movedEnd = (part, rows, columns) => {
    const [, fastColumn, column, fastRow, row] = /^(\$?)([A-Z]*)(\$?)([0-9]*)$/i.exec(part);
    const place = column ? columnOf(column) + (fastColumn ? 0 : columns) : 0;
    const line = row ? Number(row) + (fastRow || (!column && fastColumn) ? 0 : rows) : 1;
    if (place < 0 || place > 16_383 || line < 1 || line > 1_048_576) return null;
    return fastColumn + (column && letters(place)) + fastRow + (row && line);
  };
  const shifted = (formula, rows, columns) => {
    const found = tokens(formula);
    if (!found) return formula;
    return found
      .map(({ kind, text }) => {
        if (!["cells", "columns", "lines"].includes(kind)) return text;
        const ends = text.split(":").map((part) => movedEnd(part, rows, columns));
        return ends.includes(null) ? "#REF!" : ends.join(":");
      })
      .join("");
  };

  // ---- compiled

  class Unknown extends Error {}
  class Failed extends Error {
    constructor(code) {
      super(code);
      this.code = code;
    }
  }
  const fail = (code) => {
    throw new Failed(code);
  };

  // A formula compiled: { areas, restless, run(context) }. `areas` are what it looks at; a restless one may look at more.
  // run throws Unknown for what is not worked out here, Failed for an error such as #DIV/0!.
  const compile = (formula, sheet) => {
    const all = tokens(formula);
    const nothing = { areas: [], restless: true, run: () => { throw new Unknown(); } };
    if (!all) return nothing;
    const read = all.filter(({ kind }) => kind !== "space");
    const made = { areas: [], restless: false };
    let at = 0;
    const peek = () => read[at] ?? { kind: "end", text: "" };
    const take = (text) => peek().text === text && peek().kind !== "text" && ++at > 0;
    const expect = (text) => { if (!take(text)) throw new Unknown(); };

    const binary = (signs, lower) => () => {
      let left = lower();
      while (peek().kind === "operator" && signs[peek().text]) {
        const [one, does] = [left, signs[read[at++].text]];
        const other = lower();
        left = (context) => does(scalar(one(context), context), scalar(other(context), context));
      }
      return left;
    };
    const compare = (test) => (one, other) => test(order(one, other));
    const sum = (does) => (one, other) => tidy(does(number(one), number(other)));

    const value = () => {
      const token = read[at++] ?? { kind: "end" };
      if (token.kind === "number") return () => Number(token.text);
      if (token.kind === "text") return () => token.text.slice(1, -1).replaceAll('""', '"');
      if (token.kind === "error") return () => fail(token.text);
      if (token.kind === "name" && /^(TRUE|FALSE)$/i.test(token.text)) return () => token.text.toUpperCase() === "TRUE";
      if (token.text === "(") {
        const inner = expression();
        expect(")");
        return inner;
      }
      if (token.kind === "call") return call(token.text.replace(/^_xlfn\.(_xlws\.)?/i, "").toUpperCase());
      if (token.kind === "sheet") return area(read[at++] ?? { kind: "end" }, token.text.slice(0, -1).replace(/^'|'$/g, "").replaceAll("''", "'"));
      return area(token, sheet);
    };
    const area = ({ kind, text }, on) => {
      if (!["cells", "columns", "lines"].includes(kind)) {
        made.restless = true;
        throw new Unknown();
      }
      const [first, last = first] = text.replaceAll("$", "").toUpperCase().split(":");
      const [a, b] = [first, last].map((end) => /^([A-Z]*)([0-9]*)$/.exec(end));
      const rows = a[2] ? [Number(a[2]) - 1, Number(b[2]) - 1] : [0, 1_048_575];
      const columns = a[1] ? [columnOf(a[1]), columnOf(b[1])] : [0, 16_383];
      const found = { sheet: on, top: Math.min(...rows), bottom: Math.max(...rows), left: Math.min(...columns), right: Math.max(...columns) };
      made.areas.push(found);
      return () => found;
    };
    const call = (name) => {
      expect("(");
      const given = [];
      while (!take(")")) {
        given.push(peek().text === "," || peek().text === ")" ? () => null : expression());
        if (!take(",")) {
          expect(")");
          break;
        }
      }
      if (crm.RESTLESS.has(name)) made.restless = true;
      const does = crm.FUNCTIONS[name];
      if (!does) return () => { throw new Unknown(); };
      return (context) => does(context, given);
    };
    const postfix = () => {
      let inner = value();
      while (peek().text === "%" && ++at) {
        const one = inner;
        inner = (context) => tidy(number(scalar(one(context), context)) / 100);
      }
      return inner;
    };
    const unary = () => {
      if (take("-")) {
        const inner = unary();
        return (context) => -number(scalar(inner(context), context));
      }
      return take("+") ? unary() : postfix();
    };
    const power = binary({ "^": sum((one, other) => one ** other) }, unary);
    const product = binary({ "*": sum((one, other) => one * other), "/": sum((one, other) => (other === 0 ? fail("#DIV/0!") : one / other)) }, power);
    const total = binary({ "+": sum((one, other) => one + other), "-": sum((one, other) => one - other) }, product);
    const joined = binary({ "&": (one, other) => text(one) + text(other) }, total);
    const expression = binary(
      { "=": compare((by) => by === 0), "<>": compare((by) => by !== 0), "<": compare((by) => by < 0), ">": compare((by) => by > 0), "<=": compare((by) => by <= 0), ">=": compare((by) => by >= 0) },
      joined,
    );

    try {
      const run = expression();
      if (at < read.length) throw new Unknown();
      made.run = (context) => scalar(run(context), context) ?? 0;
      return made;
    } catch (trouble) {
      if (!(trouble instanceof Unknown)) throw trouble;
      // Whatever it looks at is still known, as far as it was read; the rest is taken for restless.
      return { ...nothing, areas: made.areas };
    }
  };

  // ---- values: number, text, true or false, null for an empty cell; an area { sheet, top, … } stands for its cells

  const isArea = (value) => value !== null && typeof value === "object" && "top" in value;
  const checked = (value) => (value !== null && typeof value === "object" && "error" in value ? fail(value.error) : value);
  const scalar = (value, context) => {
    if (!isArea(value)) return checked(value);
    if (value.top !== value.bottom || value.left !== value.right) throw new Unknown();
    return checked(context.value(value.sheet, value.top, value.left));
  };
  // Sums of decimals come out as people work them out: 0.1 + 0.2 is 0.3.
  const tidy = (result) => (Number.isFinite(result) ? Number(result.toPrecision(15)) : fail("#NUM!"));
  const number = (value) => {
    if (typeof value === "number") return value;
    if (value === null || typeof value === "boolean") return Number(value);
    return /^[-+]?[0-9]+([.,][0-9]+)?$/.test(value.trim()) ? Number(value.trim().replace(",", ".")) : fail("#VALUE!");
  };
  const text = (value) => {
    if (value === null) return "";
    if (typeof value === "boolean") return crm.words.german ? (value ? "WAHR" : "FALSCH") : String(value).toUpperCase();
    return typeof value === "number" && crm.words.german ? String(value).replace(".", ",") : String(value);
  };
  const RANKS = { number: 0, string: 1, boolean: 2 };
  const order = (one, other) => {
    const empty = (value) => ({ number: 0, string: "", boolean: false })[typeof value] ?? 0;
    const [a, b] = [one ?? empty(other), other ?? empty(one)];
    if (typeof a !== typeof b) return RANKS[typeof a] - RANKS[typeof b];
    if (typeof a === "string") return a.localeCompare(b, undefined, { sensitivity: "accent" });
    return a < b ? -1 : Number(a > b);
  };

  Object.assign(crm, { tokens, letters, nameOf, placeOf, localised, shifted, compile, Unknown, Failed, fail, isArea, checked, scalar, tidy, number, text, order });
})();
