// Spans: the content of a paragraph. A span is { text, run?, b?, i?, u? }, formed like the run of the file that it names,
// or { atom, kind, label, text }, one sign that cannot be edited. Spans are never changed, only put together anew.
(() => {
  "use strict";
  const FLAGS = ["b", "i", "u"];
  const lengthOf = (span) => ("atom" in span ? 1 : span.text.length);
  const length = (spans) => spans.reduce((sum, span) => sum + lengthOf(span), 0);
  const alike = (one, other) =>
    !("atom" in one) && !("atom" in other) && one.run === other.run && FLAGS.every((flag) => one[flag] === other[flag]);

  // Neighbours that are formed alike become one; empty ones go.
  const joined = (...lists) => {
    const out = [];
    for (const span of lists.flat()) {
      const last = out.at(-1);
      if (lengthOf(span) === 0) continue;
      if (last && alike(last, span)) out[out.length - 1] = { ...last, text: last.text + span.text };
      else out.push(span);
    }
    return out;
  };

  const slice = (spans, from, to = Infinity) => {
    const out = [];
    let at = 0;
    for (const span of spans) {
      const size = lengthOf(span);
      const begin = Math.max(from - at, 0);
      const end = Math.min(to - at, size);
      if (begin < end) out.push("atom" in span ? span : { ...span, text: span.text.slice(begin, end) });
      at += size;
    }
    return out;
  };

  const hasAtom = (spans) => spans.some((span) => "atom" in span);
  const plain = (spans) => spans.map((span) => ("atom" in span ? "\ufffc" : span.text)).join("");

  // How text typed at this place is formed: as what stands before it, else as what stands behind.
  const formAt = (spans, offset) => {
    const before = slice(spans, 0, offset).findLast((span) => !("atom" in span));
    const { text, ...form } = before ?? slice(spans, offset).find((span) => !("atom" in span)) ?? {};
    return form;
  };

  // ---- paste: plain text, bold, italic, underlined; everything else stays outside

  const LINES = new Set(["P", "DIV", "LI", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "BLOCKQUOTE", "PRE", "DT", "DD", "TABLE", "UL", "OL", "SECTION", "ARTICLE"]);
  const DROPPED = new Set(["STYLE", "SCRIPT", "TITLE", "META", "HEAD", "TEMPLATE", "SVG", "OBJECT"]);

  const clean = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffc\ufffe\uffff]/g, "");

  const formOf = (element, form) => {
    const style = element.getAttribute("data-style") ?? "";
    const weight = /font-weight\s*:\s*([\w]+)/.exec(style)?.[1];
    const slant = /font-style\s*:\s*(\w+)/.exec(style)?.[1];
    const next = { ...form };
    if (["B", "STRONG"].includes(element.tagName)) next.b = true;
    if (["I", "EM"].includes(element.tagName)) next.i = true;
    if (["U", "INS"].includes(element.tagName)) next.u = true;
    if (weight) next.b = weight === "bold" || Number(weight) >= 600;
    if (slant) next.i = slant === "italic" || slant === "oblique";
    if (/text-decoration[^;]*underline/.test(style)) next.u = true;
    return next;
  };

  // Styles and handlers are only read, never applied: under these names the browser does not even try.
  const defused = (html) => html.replace(/<[^>]+>/g, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));

  const fromHtml = (html) => {
    const lines = [[]];
    const breakLine = () => lines.at(-1).length && lines.push([]);
    const walk = (node, form) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = clean(node.data).replace(/[\s\u00a0]+/g, " ");
        if (text.trim() || (text && lines.at(-1).length)) {
          const said = Object.fromEntries(FLAGS.filter((flag) => form[flag]).map((flag) => [flag, true]));
          lines.at(-1).push({ text, ...said });
        }
      } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName.toUpperCase())) {
        if (node.tagName === "BR") return breakLine();
        if (node.tagName === "TD" && lines.at(-1).length) lines.at(-1).push({ text: "\t" });
        const own = LINES.has(node.tagName);
        if (own) breakLine();
        node.childNodes.forEach((child) => walk(child, formOf(node, form)));
        if (own) breakLine();
      }
      return undefined;
    };
    walk(new DOMParser().parseFromString(defused(html), "text/html").body, {});
    if (!lines.at(-1).length) lines.pop();
    return lines.map((line) => {
      const last = line.at(-1);
      return joined(last ? [...line.slice(0, -1), { ...last, text: last.text.trimEnd() }] : line);
    });
  };

  const fromText = (text) => clean(text).split(/\r\n|\n|\r/).map((line) => (line ? [{ text: line }] : []));

  window.crmSpans = { FLAGS, length, joined, slice, hasAtom, plain, formAt, fromHtml, fromText };
})();
