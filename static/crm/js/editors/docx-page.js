// The page of the document editor: blocks drawn as elements, and the way between the selection and places in blocks.
// A block is { key, id?, like?, form, looks, spans, align?, list?, fixed?, locked? } and is never changed, only replaced.
(() => {
  "use strict";
  const { FLAGS, joined, length } = window.crmSpans;
  const ICONS = {
    picture: "image", chart: "bar-chart", shape: "square", object: "box", formula: "calculator", comment: "chat-left-text",
    footnote: "asterisk", link: "link-45deg", field: "braces", control: "input-cursor", inserted: "plus-square",
    deleted: "dash-square", break: "file-break", symbol: "emoji-smile",
  };
  const BULLETS = ["•", "–", "▪"];
  const drawn = new WeakMap(); // element of a block → the block that it shows

  const make = (tag, className, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };

  const drawAtom = (span) => {
    const named = span.text ? `${span.label}: ${span.text}` : span.label;
    const icon = make("i", `bi bi-${ICONS[span.kind] ?? "box"}`, { "aria-hidden": "true" });
    const atom = make("span", `docx-atom docx-atom-${span.kind}`, { contenteditable: "false", title: named }, icon);
    if (span.text) atom.append(make("span", "docx-atom-text", {}, span.text), make("span", "visually-hidden", {}, ` (${span.label})`));
    else if (["picture", "chart", "shape", "object", "break"].includes(span.kind)) atom.append(span.label);
    else atom.append(make("span", "visually-hidden", {}, span.label));
    atom.span = span;
    return atom;
  };

  const drawSpan = (span) => {
    if ("atom" in span) return drawAtom(span);
    const said = FLAGS.filter((flag) => flag in span).map((flag) => `${span[flag] ? "is" : "not"}-${flag}`);
    const element = make("span", said.join(" "), {}, span.text);
    element.span = span;
    return element;
  };

  const fill = (element, block) => {
    const inside = block.spans.map(drawSpan);
    const text = block.spans.at(-1);
    // An empty line, a line break at the end and a sign at the end need something for the caret to stand on.
    if (!text || "atom" in text || text.text.endsWith("\n")) inside.push(document.createElement("br"));
    element.replaceChildren(...inside);
    drawn.set(element, block);
  };

  const tagOf = ({ form }) => (form.kind === "heading" ? `h${Math.min(form.level + 1, 6)}` : form.kind === "title" ? "h2" : "p");

  const draw = (block) => {
    const { form, looks } = block;
    const classes = ["docx-block", `docx-${form.kind}`, `docx-level-${form.level}`];
    if (block.align) classes.push(`docx-${block.align}`);
    classes.push(...FLAGS.filter((flag) => looks[flag]).map((flag) => `looks-${flag}`));
    const element = make(tagOf(block), classes.join(" "), { "data-key": block.key });
    fill(element, block);
    if (block.fixed) element.dataset.fixed = block.fixed;
    if (block.locked) {
      element.classList.add("docx-locked");
      element.contentEditable = "false";
      element.title = block.locked;
      element.append(make("i", "bi bi-lock docx-lock", { role: "img", "aria-label": block.locked }));
    }
    return element;
  };

  // What stands before the entries of lists: of the lists of the file, each counts for itself.
  const roman = (number) => {
    const signs = [[10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
    let [rest, out] = [number, ""];
    for (const [value, sign] of signs) for (; rest >= value; rest -= value) out += sign;
    return out;
  };
  const WRITTEN = [String, (number) => String.fromCharCode(96 + ((number - 1) % 26) + 1), roman];

  const markLists = (elements) => {
    const counts = new Map();
    let before = null;
    for (const element of elements) {
      const block = drawn.get(element);
      if (!block || !["bullet", "number"].includes(block.form.kind)) {
        before = null;
        continue;
      }
      const { kind, level } = block.form;
      const list = block.list ?? before ?? `new-${block.key}`;
      const levels = counts.get(list) ?? [];
      levels.length = level + 1;
      levels[level] = (levels[level] ?? 0) + 1;
      counts.set(list, levels);
      before = list;
      const mark = kind === "bullet" ? BULLETS[level % 3] : `${WRITTEN[level % 3](levels[level])}.`;
      if (element.dataset.mark !== mark) element.dataset.mark = mark;
    }
  };

  // ---- places: { key, offset }, counted in characters, a sign that cannot be edited counting as one

  const blockElement = (node) => (node instanceof Element ? node : node?.parentElement)?.closest("[data-key]") ?? null;

  const units = (element) => {
    const found = [];
    const walk = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) found.push({ node: child, size: child.length });
        else if (child.classList?.contains("docx-atom")) found.push({ node: child, size: 1, atom: true });
        else walk(child);
      }
    };
    walk(element);
    return found;
  };

  const offsetOf = (element, node, at) => {
    const end = document.createRange();
    end.setStart(element, 0);
    end.setEnd(node, at);
    let offset = 0;
    for (const unit of units(element)) {
      if (unit.node === node) return offset + Math.min(at, unit.size);
      if (unit.atom && unit.node.contains(node)) return offset + 1;
      if (end.comparePoint(unit.node, 0) > 0) break;
      offset += unit.size;
    }
    return offset;
  };

  const pointAt = (element, offset) => {
    let rest = offset;
    for (const { node, size, atom } of units(element)) {
      if (!atom && rest <= size) return [node, rest];
      if (atom && rest === 0) return [node.parentNode, [...node.parentNode.childNodes].indexOf(node)];
      rest -= size;
    }
    const last = element.lastChild;
    return last?.nodeName === "BR" ? [element, element.childNodes.length - 1] : [element, element.childNodes.length];
  };

  const placeOf = (node, at) => {
    const element = blockElement(node);
    return element && { element, key: element.dataset.key, offset: offsetOf(element, node, at) };
  };

  // The desk scrolls on a wide screen, the window on a narrow one. After a long way the text there is drawn for the first
  // time, and is higher than was guessed: so it is looked at again.
  const keepInSight = (element, again = 5) => {
    if (!element.isConnected) return;
    const caret = window.getSelection().getRangeAt(0).cloneRange();
    caret.collapse(false);
    const box = caret.getClientRects()[0] ?? element.getBoundingClientRect();
    const desk = element.closest(".docx-desk");
    const inside = getComputedStyle(desk).overflowY === "auto";
    const room = desk.getBoundingClientRect();
    const top = (inside ? room.top : document.getElementById("docx-tools").getBoundingClientRect().bottom) + 8;
    const bottom = (inside ? room.bottom : window.innerHeight) - 16;
    const by = box.top < top ? box.top - top : Math.max(0, Math.min(box.bottom - bottom, box.top - top));
    if (!by) return;
    (inside ? desk : window).scrollBy({ top: by, behavior: "instant" });
    if (again && Math.abs(by) > bottom - top) window.requestAnimationFrame(() => keepInSight(element, again - 1));
  };

  const select = (elementOf, anchor, focus) => {
    const [from, to] = [anchor, focus].map(({ key, offset }) => pointAt(elementOf(key), offset));
    const host = elementOf(focus.key).closest("[contenteditable='true']");
    if (document.activeElement !== host) host.focus({ preventScroll: true });
    window.getSelection().setBaseAndExtent(...from, ...to);
    keepInSight(elementOf(focus.key));
  };

  // The content of a block as the browser has left it: after it has put in what an input method composed.
  const readSpans = (element) => {
    const spans = [];
    for (const { node, atom } of units(element)) {
      if (atom) spans.push(node.span);
      else {
        const { text, ...form } = node.parentElement.closest("span")?.span ?? {};
        spans.push({ ...form, text: node.data });
      }
    }
    return joined(spans);
  };

  window.crmDocxPage = { make, draw, drawSpan, fill, drawn, tagOf, markLists, blockElement, placeOf, pointAt, select, readSpans, length };
})();
