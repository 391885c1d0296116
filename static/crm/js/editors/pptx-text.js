// Writing in the texts of a slide: each key comes here and makes new paragraphs, which are handed to `commit`. The browser
// itself writes into the page only while an input method composes.
//
// crmSlideText({ room, paragraphsOf, looksOf, commit, refuse, moved }):
//   room                 the element that all texts are in; each is an element with data-text
//   paragraphsOf(text)   its paragraphs
//   looksOf(text, paragraph)  how a paragraph looks that says nothing itself
//   commit(text, paragraphs, selection, name, anew)  takes over; steps of the same name are undone together, unless anew
//   refuse()             says that a field stays
//   moved()              the selection is another one
(() => {
  "use strict";
  const { FLAGS, joined, slice, hasAtom, plain, formAt, fromHtml, fromText, length } = window.crmSpans;
  const { placeOf, pointAt, readSpans } = window.crmDocxPage;
  const LAST_LEVEL = 4;
  let counter = 0;
  const size = ({ spans }) => length(spans);
  const segments = (text, granularity) => [...new Intl.Segmenter(undefined, { granularity }).segment(text)];

  window.crmSlideText = ({ room, paragraphsOf, looksOf, commit, refuse, moved }) => {
    let selection = null; // { text, anchor: { key, offset }, focus }
    let pending = null; // how text that is typed next is formed
    let composing = null; // { text, key } of the paragraph that the browser is writing into
    let inMethod = false;

    const boxOf = (node) => (node instanceof Element ? node : node?.parentElement)?.closest("[data-text]");
    const elementOf = (text, key) => room.querySelector(`[data-text="${text}"] > [data-key="${key}"]`);

    // A place in a box that is no place in a paragraph is the end of the paragraph before it.
    const place = (node, at) => {
      if (!node.dataset?.text) return placeOf(node, at);
      const line = node.children[Math.min(at, node.children.length - 1)];
      return line && placeOf(line, at < node.children.length ? 0 : line.childNodes.length);
    };

    const readSelection = () => {
      const { anchorNode, anchorOffset, focusNode, focusOffset } = window.getSelection();
      const box = focusNode && room.contains(focusNode) && boxOf(focusNode);
      if (!box || composing || boxOf(anchorNode) !== box) return false;
      const anchor = place(anchorNode, anchorOffset);
      const focus = place(focusNode, focusOffset);
      if (!anchor || !focus) return false;
      const { text } = box.dataset;
      if (selection?.text !== text || selection.focus.key !== focus.key || selection.focus.offset !== focus.offset) pending = null;
      selection = { text, anchor, focus };
      return true;
    };

    const select = (wanted) => {
      selection = { text: wanted.text, anchor: wanted.anchor ?? wanted, focus: wanted.focus ?? wanted };
      const elements = [selection.anchor, selection.focus].map(({ key }) => elementOf(selection.text, key));
      if (elements.includes(null)) return;
      const [from, to] = [pointAt(elements[0], selection.anchor.offset), pointAt(elements[1], selection.focus.offset)];
      const box = boxOf(elements[1]);
      if (document.activeElement !== box) box.focus();
      window.getSelection().setBaseAndExtent(...from, ...to);
      moved();
    };

    // The selection as a stretch of paragraphs, from first to last.
    const current = () => {
      readSelection();
      const items = selection && paragraphsOf(selection.text);
      if (!items) return null;
      const [a, b] = [selection.anchor, selection.focus].map(({ key, offset }) => ({ at: items.findIndex((one) => one.key === key), offset }));
      if (a.at < 0 || b.at < 0) return null;
      const forward = a.at < b.at || (a.at === b.at && a.offset <= b.offset);
      const [from, to] = forward ? [a, b] : [b, a];
      return { text: selection.text, items, first: from.at, last: to.at, begin: from.offset, end: to.offset, collapsed: a.at === b.at && a.offset === b.offset };
    };

    const put = (at, paragraphs, caret, name = "") => commit(at.text, paragraphs, caret.anchor ? { text: at.text, ...caret } : { text: at.text, anchor: caret, focus: caret }, name, Boolean(at.anew));

    const newParagraph = (from, spans) => {
      counter += 1;
      const { id, key, ...rest } = from;
      return { ...rest, key: `n${counter}`, like: from.like ?? id, spans };
    };

    // Puts lines of spans in the place of a stretch.
    const replace = (at, lines, name) => {
      const { items, first, last, begin, end } = at;
      const touched = items.slice(first, last + 1);
      const removed = touched.flatMap(({ spans }, index) => slice(spans, index === 0 ? begin : 0, index === touched.length - 1 ? end : Infinity));
      if (hasAtom(removed)) return refuse();
      const head = touched[0];
      const tail = slice(touched.at(-1).spans, end);
      const made = lines.map((line, index) => (index ? newParagraph(head, line) : { ...head, spans: joined(slice(head.spans, 0, begin), line) }));
      const closing = made.at(-1);
      made[made.length - 1] = { ...closing, spans: joined(closing.spans, tail) };
      return put(at, [...items.slice(0, first), ...made, ...items.slice(last + 1)], { key: closing.key, offset: size(closing) }, name);
    };

    const typed = (text) => {
      const at = current();
      if (!at) return;
      const { spans, key } = at.items[at.first];
      const form = pending ?? formAt(spans, at.begin);
      pending = null;
      const wordBegins = text.trim() !== "" && /(^|\s)$/.test(plain(slice(spans, 0, at.begin)));
      // A step that is undone at once is a word with the blank behind it.
      replace({ ...at, anew: wordBegins }, [[{ ...form, text }]], at.collapsed && text.length === 1 ? `type ${key}` : "");
    };

    const split = () => {
      const at = current();
      if (at) replace(at, [[], []]);
    };

    const edge = (text, offset, byWord, forward) => {
      if (!byWord) {
        const signs = segments(forward ? text.slice(offset) : text.slice(0, offset), "grapheme");
        return forward ? offset + signs[0].segment.length : offset - signs.at(-1).segment.length;
      }
      const words = segments(text, "word").filter(({ segment }) => segment.trim());
      if (forward) {
        const next = words.find(({ index, segment }) => index + segment.length > offset);
        return next ? next.index + next.segment.length : text.length;
      }
      return words.findLast(({ index }) => index < offset)?.index ?? 0;
    };

    const remove = (forward, byWord, toEdge) => {
      const at = current();
      if (!at) return;
      const { items, first, begin } = at;
      const text = plain(items[first].spans);
      if (!at.collapsed) replace(at, [[]]);
      else if (forward ? begin < text.length : begin > 0) {
        const to = toEdge ? (forward ? text.length : 0) : edge(text, begin, byWord, forward);
        replace({ ...at, begin: Math.min(begin, to), end: Math.max(begin, to) }, [[]], byWord || toEdge ? "" : `delete ${items[first].key} ${forward}`);
      } else {
        const [a, b] = forward ? [first, first + 1] : [first - 1, first];
        if (items[a] && items[b]) replace({ ...at, first: a, last: b, begin: size(items[a]), end: 0 }, [[]]);
      }
    };

    // ---- bold, italic, underlined; levels

    const flagOf = (at, paragraph, span, flag) => span[flag] ?? looksOf(at.text, paragraph)[flag];
    const parts = (at) => at.items.slice(at.first, at.last + 1).map((paragraph, index, all) => [paragraph, index === 0 ? at.begin : 0, index === all.length - 1 ? at.end : Infinity]);

    const isOn = (flag) => {
      const at = current();
      if (!at) return false;
      const head = at.items[at.first];
      if (at.collapsed) return Boolean(flagOf(at, head, pending ?? formAt(head.spans, at.begin), flag));
      const spans = parts(at).flatMap(([paragraph, from, to]) => slice(paragraph.spans, from, to).filter((span) => !("atom" in span)).map((span) => flagOf(at, paragraph, span, flag)));
      return spans.length > 0 && spans.every(Boolean);
    };

    const withFlag = (at, paragraph, span, flag, on) => {
      const { [flag]: _said, ...rest } = span;
      return looksOf(at.text, paragraph)[flag] === on ? rest : { ...rest, [flag]: on };
    };

    const toggle = (flag) => {
      const at = current();
      if (!at) return;
      const on = !isOn(flag);
      const head = at.items[at.first];
      if (at.collapsed) {
        pending = withFlag(at, head, pending ?? formAt(head.spans, at.begin), flag, on);
        const kept = pending;
        select(selection);
        pending = kept;
        moved();
        return;
      }
      const changed = new Map(
        parts(at).map(([paragraph, from, to]) => {
          const middle = slice(paragraph.spans, from, to).map((span) => ("atom" in span ? span : withFlag(at, paragraph, span, flag, on)));
          return [paragraph.key, { ...paragraph, spans: joined(slice(paragraph.spans, 0, from), middle, slice(paragraph.spans, to)) }];
        }),
      );
      put(at, at.items.map((one) => changed.get(one.key) ?? one), selection);
    };

    const indent = (by) => {
      const at = current();
      if (!at) return;
      const items = at.items.map((one, index) => {
        const level = Math.max(0, Math.min(one.level + by, LAST_LEVEL));
        if (index < at.first || index > at.last || level === one.level) return one;
        const { looks, ...rest } = one;
        return { ...rest, level };
      });
      if (items.some((one, index) => one !== at.items[index])) put(at, items, selection);
    };

    // ---- events

    const DELETES = {
      deleteContentBackward: [false, false, false], deleteContentForward: [true, false, false],
      deleteWordBackward: [false, true, false], deleteWordForward: [true, true, false],
      deleteSoftLineBackward: [false, false, true], deleteSoftLineForward: [true, false, true],
      deleteHardLineBackward: [false, false, true], deleteHardLineForward: [true, false, true],
      deleteByCut: [true, false, false],
    };
    const SWITCHES = { formatBold: "b", formatItalic: "i", formatUnderline: "u" };

    room.addEventListener("beforeinput", (event) => {
      if (!boxOf(event.target)) return;
      const { inputType } = event;
      if (!event.cancelable || inputType === "insertCompositionText") {
        if (selection) composing ??= { text: selection.text, key: selection.focus.key };
        return;
      }
      event.preventDefault();
      if (inputType === "insertText") typed(event.data ?? "");
      else if (inputType === "insertParagraph") split();
      else if (inputType === "insertLineBreak") typed("\n");
      else if (inputType in DELETES) remove(...DELETES[inputType]);
      else if (inputType in SWITCHES) toggle(SWITCHES[inputType]);
      else if (inputType === "insertReplacementText") {
        const [range] = event.getTargetRanges();
        const text = event.data ?? event.dataTransfer?.getData("text/plain");
        if (!range || !text || !selection) return;
        window.getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
        typed(text);
      }
    });
    room.addEventListener("paste", (event) => {
      event.preventDefault();
      const at = current();
      const html = event.clipboardData.getData("text/html");
      const lines = html ? fromHtml(html) : fromText(event.clipboardData.getData("text/plain"));
      if (at && lines.length) replace(at, lines);
    });
    for (const name of ["drop", "dragstart"]) room.addEventListener(name, (event) => event.preventDefault());
    document.addEventListener("selectionchange", () => readSelection() && moved());

    room.addEventListener("compositionstart", () => {
      const at = current();
      if (!at) return;
      if (!at.collapsed) replace(at, [[]]);
      composing = { text: selection.text, key: selection.focus.key };
      inMethod = true;
    });
    room.addEventListener("compositionend", () => {
      inMethod = false;
      takeOver();
    });
    room.addEventListener("input", () => composing && !inMethod && takeOver());

    // What an input method wrote into the page is read from it, and drawn anew.
    const takeOver = () => {
      if (!composing) return;
      const { text, key } = composing;
      composing = null;
      const items = paragraphsOf(text);
      const element = elementOf(text, key);
      const before = items?.find((one) => one.key === key);
      if (!before || !element) return;
      const { anchorNode, anchorOffset } = window.getSelection();
      const caret = (anchorNode && placeOf(anchorNode, anchorOffset)) ?? { key, offset: size(before) };
      const spans = readSpans(element);
      const atoms = (list) => list.filter((span) => "atom" in span).length;
      const now = atoms(spans) === atoms(before.spans) ? { ...before, spans } : { ...before };
      const at = { text };
      put(at, items.map((one) => (one.key === key ? now : one)), { key, offset: Math.min(caret.offset, size(now)) }, `compose ${key}`);
    };

    const keys = (event) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (event.isComposing) return;
      if (command && FLAGS.includes(event.key.toLowerCase())) toggle(event.key.toLowerCase());
      else if (event.altKey && event.shiftKey && ["ArrowLeft", "ArrowRight"].includes(event.key)) indent(event.key === "ArrowRight" ? 1 : -1);
      else return;
      event.preventDefault();
    };
    room.addEventListener("keydown", (event) => boxOf(event.target) && keys(event));

    return {
      select, toggle, indent, isOn, takeOver,
      get selection() {
        return selection;
      },
      set selection(wanted) {
        selection = wanted;
      },
    };
  };
})();
