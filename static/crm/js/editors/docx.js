// The editor of .docx documents. Its state is lists of blocks, one for the body and one for each cell of a table; every
// change makes new lists, draws what differs, and can be undone. The browser itself changes the page only while an input
// method composes. Pictures, fields and the like are signs that are never deleted: `refuse` says so.
(() => {
  "use strict";
  const { FLAGS, joined, slice, hasAtom, plain, formAt, fromHtml, fromText } = window.crmSpans;
  const view = window.crmDocxPage;
  const SAME_STEP = 1500;
  const MOST_STEPS = 500;
  const LISTS = ["bullet", "number"];
  const isBlock = (item) => Boolean(item?.spans) && !item.locked;
  const size = (block) => view.length(block.spans);

  window.crmEditors.docx = ({ changed, say }) => {
    const root = document.getElementById("docx");
    const page = document.getElementById("docx-page");
    const tools = document.getElementById("docx-tools");
    const formChoice = document.getElementById("docx-form");
    const words = root.dataset;

    let containers = []; // { element, original }, in the order of the document; `state` has the items of each
    let state = [];
    let elements = new Map(); // key → element
    let looksOf = () => ({});
    let undos = [];
    let redos = [];
    let step = { name: "", at: 0 };
    let selection = null; // { anchor, focus } as places; of the last time the keyboard was in the page
    let pending = null; // what was switched for text that is typed next
    let composing = null;
    let counter = 0;

    const refuse = (sentence) => {
      say(sentence);
      return false;
    };

    // ---- drawing

    const build = (item, container) => {
      if (!item.inert) return view.draw(item);
      return item.rows ? buildTable(item) : buildKept(item, container);
    };

    const buildKept = (item) =>
      view.make("div", "docx-kept-block", { contenteditable: "false" }, view.make("p", "docx-kept-label", {}, `${item.kept} · ${words.keptAsItIs}`), ...item.text.map((line) => view.make("p", "", {}, line)));

    const buildTable = (item) => {
      const rows = item.rows.map((row, down) => {
        const cells = row.map((cell, across) => {
          const label = words.cell.replace("{row}", down + 1).replace("{column}", across + 1);
          const inside = view.make("div", "docx-cell", { contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": label });
          const td = view.make("td", "", {}, inside);
          td.colSpan = cell.columns;
          td.rowSpan = cell.rows;
          addContainer(inside, cell.blocks);
          return td;
        });
        return view.make("tr", "", {}, ...cells);
      });
      return view.make("table", "docx-table", { contenteditable: "false" }, view.make("tbody", "", {}, ...rows));
    };

    const addContainer = (element, blocks) => {
      const place = containers.push({ element }) - 1;
      const original = blocks.map((block) => (block.spans ? { ...block, key: block.id, spans: joined(block.spans) } : { ...block, key: block.id, inert: true }));
      containers[place].original = original;
      const items = [...(original.length && !isBlock(original[0]) ? [offered()] : []), ...original];
      if (!isBlock(original.at(-1))) items.push(offered());
      state[place] = items;
      for (const item of items) elements.set(item.key, build(item));
      element.replaceChildren(...items.map(({ key }) => elements.get(key)));
      view.markLists(element.children);
    };

    // A paragraph to write in where the document has none: before and behind tables, and in an empty one.
    const offered = () => {
      counter += 1;
      const form = { kind: "text", level: 0 };
      return { key: `n${counter}`, spans: [], form, looks: looksOf(form), offered: true };
    };

    const show = (next) => {
      const before = state;
      state = next;
      next.forEach((items, place) => {
        const old = before[place];
        if (items === old) return;
        const { element } = containers[place];
        const differing = items.map((item, at) => at).filter((at) => items[at] !== old[at]);
        const inPlace = items.length === old.length && differing.every((at) => items[at].key === old[at].key);
        if (inPlace) differing.forEach((at) => swap(items[at]));
        else arrange(element, items.map(shown));
        if (!inPlace || differing.some((at) => items[at].form !== old[at].form)) view.markLists(element.children);
      });
    };

    const swap = (item) => {
      const was = elements.get(item.key);
      const now = shown(item);
      if (now !== was) was.replaceWith(now);
    };

    const arrange = (element, wanted) => {
      wanted.forEach((child, at) => {
        if (element.children[at] !== child) element.insertBefore(child, element.children[at] ?? null);
      });
      while (element.children.length > wanted.length) element.lastElementChild.remove();
    };

    // The element of an item, drawn anew where the item is another one than it shows.
    const shown = (item) => {
      const element = elements.get(item.key);
      if (item.inert || view.drawn.get(element) === item) return element;
      const now = element && view.drawn.get(element);
      if (now && now.form === item.form && now.looks === item.looks) {
        view.fill(element, item);
        return element;
      }
      const made = view.draw(item);
      elements.set(item.key, made);
      return made;
    };

    // ---- state

    const find = (key) => {
      for (let place = 0; place < state.length; place += 1) {
        const at = state[place].findIndex((item) => item.key === key);
        if (at >= 0) return { place, at, item: state[place][at] };
      }
      return null;
    };

    const commit = (place, items, caret, name = "") => {
      const now = Date.now();
      if (!name || step.name !== name || now - step.at > SAME_STEP) {
        undos.push({ state, selection });
        if (undos.length > MOST_STEPS) undos.shift();
      }
      step = { name, at: now };
      redos = [];
      show(state.map((list, at) => (at === place ? items : list)));
      put(caret);
      changed();
      return true;
    };

    const put = (caret) => {
      if (!caret) return;
      selection = { anchor: caret.anchor ?? caret, focus: caret.focus ?? caret };
      view.select((key) => elements.get(key), selection.anchor, selection.focus);
      showTools();
    };

    const travel = (from, to) => {
      const last = from.pop();
      if (!last) return;
      to.push({ state, selection });
      step = { name: "", at: 0 };
      show(last.state);
      if (last.selection && find(last.selection.focus.key)) put(last.selection);
      changed();
    };

    // ---- the selection, as blocks from first to last

    const stretch = (range) => {
      const from = find(range.anchor.key);
      const to = find(range.focus.key);
      if (!from || !to || from.place !== to.place) return null;
      const forward = from.at < to.at || (from.at === to.at && range.anchor.offset <= range.focus.offset);
      const [first, last] = forward ? [from, to] : [to, from];
      const [begin, end] = forward ? [range.anchor.offset, range.focus.offset] : [range.focus.offset, range.anchor.offset];
      return { place: first.place, first: first.at, last: last.at, begin, end, items: state[first.place], collapsed: first.at === last.at && begin === end };
    };

    // Read from the page itself: the event that tells of a moved caret may come after the key that follows it.
    const readSelection = () => {
      const { anchorNode, anchorOffset, focusNode, focusOffset } = window.getSelection();
      if (!focusNode || composing || !page.contains(focusNode) || !page.contains(anchorNode)) return false;
      const anchor = view.placeOf(anchorNode, anchorOffset);
      const focus = view.placeOf(focusNode, focusOffset);
      if (!anchor || !focus) return false;
      const moved = selection?.focus.key !== focus.key || selection?.focus.offset !== focus.offset;
      if (moved) pending = null;
      selection = { anchor, focus };
      return true;
    };

    const current = () => {
      readSelection();
      return selection && stretch(selection);
    };

    const replaced = (items, first, last, ...blocks) => [...items.slice(0, first), ...blocks, ...items.slice(last + 1)];

    // Puts lines of spans in the place of a stretch: the first into its first block, each further one into a new block.
    const replace = (at, lines, name) => {
      const { place, first, last, begin, end, items } = at;
      const touched = items.slice(first, last + 1);
      if (touched.some((item) => !isBlock(item))) return refuse(words.tableStays);
      const removed = touched.flatMap((block, index) => slice(block.spans, index === 0 ? begin : 0, index === touched.length - 1 ? end : Infinity));
      if (hasAtom(removed)) return refuse(words.atomStays);
      if (touched.slice(1).some((block) => block.fixed)) return refuse(words.sectionStays);
      const head = touched[0];
      const tail = slice(touched.at(-1).spans, end);
      // An empty paragraph before one with text gives way, and not the other's form.
      if (lines.length === 1 && lines[0].length === 0 && touched.length > 1 && begin === 0 && !head.fixed) {
        const stays = touched.at(-1);
        return commit(place, replaced(items, first, last, { ...stays, spans: tail }), { key: stays.key, offset: 0 }, name);
      }
      const opening = joined(slice(head.spans, 0, begin), lines[0]);
      if (lines.length === 1) {
        const block = { ...head, spans: joined(opening, tail) };
        return commit(place, replaced(items, first, last, block), { key: head.key, offset: view.length(opening) }, name);
      }
      const further = lines.slice(1).map((line) => newBlock(head, line));
      const closing = further.at(-1);
      const caret = { key: closing.key, offset: size(closing) };
      further[further.length - 1] = { ...closing, spans: joined(closing.spans, tail) };
      const blocks = [{ ...head, spans: opening }, ...further];
      if (head.fixed) return refuse(words.sectionStays);
      return commit(place, replaced(items, first, last, ...blocks), caret, name);
    };

    const newBlock = (from, spans, form = from.form) => {
      counter += 1;
      const { fixed, id, locked, offered: _offered, ...rest } = from;
      return { ...rest, key: `n${counter}`, like: from.like ?? from.id, spans, form, looks: form === from.form ? from.looks : looksOf(form) };
    };

    const typed = (text) => {
      const at = current();
      if (!at) return;
      const block = at.items[at.first];
      if (!isBlock(block)) return;
      const form = pending ?? formAt(block.spans, at.begin);
      // A step that is undone at once is a word with the blank behind it.
      const name = at.collapsed && text.length === 1 && text !== "\n" ? `type ${block.key}` : "";
      if (text.trim() && /\s$/.test(plain(slice(block.spans, 0, at.begin)))) step = { name: "", at: 0 };
      pending = null;
      replace(at, [[{ ...form, text }]], name);
    };

    const split = () => {
      const at = current();
      if (!at) return;
      if (!at.collapsed && !replace(at, [[]])) return;
      const { place, first, begin, items } = current();
      const block = items[first];
      const length = size(block);
      if (LISTS.includes(block.form.kind) && length === 0) {
        setForm({ kind: "text", level: 0 });
      } else if (block.fixed || (begin === 0 && length > 0)) {
        const before = newBlock(block, slice(block.spans, 0, begin));
        commit(place, replaced(items, first, first, before, { ...block, spans: slice(block.spans, begin) }), { key: block.key, offset: 0 });
      } else {
        const heading = ["heading", "title"].includes(block.form.kind) && begin === length;
        const behind = heading ? newBlock({ ...block, like: undefined, id: undefined, align: undefined }, [], { kind: "text", level: 0 }) : newBlock(block, slice(block.spans, begin));
        commit(place, replaced(items, first, first, { ...block, spans: slice(block.spans, 0, begin) }, behind), { key: behind.key, offset: 0 });
      }
    };

    // ---- deleting

    const segments = (text, granularity) => [...new Intl.Segmenter(undefined, { granularity }).segment(text)];

    const nextEdge = (text, offset, byWord, forward) => {
      if (!byWord) {
        const signs = segments(forward ? text.slice(offset) : text.slice(0, offset), "grapheme");
        return forward ? offset + signs[0].segment.length : offset - signs.at(-1).segment.length;
      }
      const parts = segments(text, "word");
      if (forward) {
        let edge = offset;
        for (const { index, segment } of parts.filter((part) => part.index + part.segment.length > offset)) {
          edge = index + segment.length;
          if (segment.trim()) return edge;
        }
        return edge;
      }
      return parts.filter((part) => part.index < offset && part.segment.trim()).at(-1)?.index ?? 0;
    };

    const remove = (forward, byWord, toEdge) => {
      const at = current();
      if (!at) return;
      if (!at.collapsed) {
        replace(at, [[]]);
        return;
      }
      const { first, begin, items } = at;
      const block = items[first];
      if (!isBlock(block)) return;
      const text = plain(block.spans);
      if (forward ? begin < text.length : begin > 0) {
        const edge = toEdge ? (forward ? text.length : 0) : nextEdge(text, begin, byWord, forward);
        const name = byWord || toEdge ? "" : `delete ${block.key} ${forward}`;
        replace({ ...at, last: first, begin: Math.min(begin, edge), end: Math.max(begin, edge) }, [[]], name);
      } else if (!forward && LISTS.includes(block.form.kind)) {
        setForm({ kind: "text", level: 0 });
      } else {
        const other = items[forward ? first + 1 : first - 1];
        if (!other) return;
        if (!isBlock(other)) {
          refuse(words.tableStays);
        } else {
          const [a, b] = forward ? [first, first + 1] : [first - 1, first];
          replace({ ...at, first: a, last: b, begin: size(items[a]), end: 0 }, [[]]);
        }
      }
    };

    // ---- formatting

    const flagOf = (block, span, flag) => span[flag] ?? block.looks[flag];

    const isOn = (flag) => {
      const at = current();
      if (!at) return false;
      const block = at.items[at.first];
      if (at.collapsed) return isBlock(block) && Boolean(flagOf(block, pending ?? formAt(block.spans, at.begin), flag));
      const parts = selected(at).flatMap(({ block: one, spans }) => spans.filter((span) => !("atom" in span)).map((span) => flagOf(one, span, flag)));
      return parts.length > 0 && parts.every(Boolean);
    };

    const selected = ({ items, first, last, begin, end }) =>
      items.slice(first, last + 1).filter(isBlock).map((block) => ({ block, from: block === items[first] ? begin : 0, to: block === items[last] ? end : Infinity })).map(({ block, from, to }) => ({ block, from, to, spans: slice(block.spans, from, to) }));

    // `undefined` where the paragraph's style says the same already.
    const withFlag = (block, span, flag, on) => {
      const { [flag]: _said, ...rest } = span;
      return block.looks[flag] === on ? rest : { ...rest, [flag]: on };
    };

    const toggle = (flag) => {
      const at = current();
      if (!at) return;
      const on = !isOn(flag);
      if (at.collapsed) {
        const block = at.items[at.first];
        if (!isBlock(block)) return;
        pending = withFlag(block, pending ?? formAt(block.spans, at.begin), flag, on);
        put(selection);
        return;
      }
      const changedBlocks = new Map(
        selected(at).map(({ block, from, to, spans }) => [
          block.key,
          { ...block, spans: joined(slice(block.spans, 0, from), spans.map((span) => ("atom" in span ? span : withFlag(block, span, flag, on))), slice(block.spans, to)) },
        ]),
      );
      commit(at.place, at.items.map((item) => changedBlocks.get(item.key) ?? item), selection);
    };

    const setForm = (form) => {
      const at = current();
      if (!at) return;
      const looks = looksOf(form);
      const items = at.items.map((item, index) => {
        if (index < at.first || index > at.last || !isBlock(item)) return item;
        if (item.form.kind === form.kind && item.form.level === form.level) return item;
        const { list, ...rest } = item;
        const sameList = LISTS.includes(form.kind) && item.form.kind === form.kind;
        const plainBefore = ["text", ...LISTS].includes(item.form.kind) && LISTS.includes(form.kind);
        return { ...rest, ...(sameList && list ? { list } : {}), form, looks: plainBefore ? item.looks : looks };
      });
      commit(at.place, items, selection);
    };

    const toggleList = (kind) => {
      const at = current();
      if (!at) return;
      const blocks = at.items.slice(at.first, at.last + 1).filter(isBlock);
      const all = blocks.length > 0 && blocks.every(({ form }) => form.kind === kind);
      setForm(all ? { kind: "text", level: 0 } : { kind, level: 0 });
    };

    const indent = (by) => {
      const at = current();
      const block = at?.items[at.first];
      if (!isBlock(block) || !LISTS.includes(block.form.kind)) return false;
      const level = block.form.level + by;
      if (level < 0 || level > 8) return false;
      setForm({ kind: block.form.kind, level });
      return true;
    };

    // ---- tools

    const showTools = () => {
      const at = current();
      const block = at?.items[at.first];
      const form = block?.form ?? { kind: "text", level: 0 };
      const listed = LISTS.includes(form.kind);
      formChoice.value = listed ? "text-0" : `${form.kind}-${form.level}`;
      for (const button of tools.querySelectorAll("[data-flag]")) button.setAttribute("aria-pressed", String(isOn(button.dataset.flag)));
      for (const button of tools.querySelectorAll("[data-list]")) button.setAttribute("aria-pressed", String(form.kind === button.dataset.list));
      for (const button of tools.querySelectorAll("[data-indent]")) button.disabled = !listed;
      tools.querySelector("[data-undo]").disabled = undos.length === 0;
      tools.querySelector("[data-redo]").disabled = redos.length === 0;
    };

    tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { flag, list, indent: by } = button.dataset;
      if (flag) toggle(flag);
      else if (list) toggleList(list);
      else if (by) indent(Number(by));
      else if ("undo" in button.dataset) travel(undos, redos);
      else if ("redo" in button.dataset) travel(redos, undos);
      if (selection) put(selection);
    });
    formChoice.addEventListener("change", () => {
      const [kind, level] = formChoice.value.split("-");
      setForm({ kind, level: Number(level) });
    });

    // ---- the page's events

    document.addEventListener("selectionchange", () => readSelection() && showTools());

    const DELETES = {
      deleteContentBackward: [false, false, false], deleteContentForward: [true, false, false],
      deleteWordBackward: [false, true, false], deleteWordForward: [true, true, false],
      deleteSoftLineBackward: [false, false, true], deleteSoftLineForward: [true, false, true],
      deleteHardLineBackward: [false, false, true], deleteHardLineForward: [true, false, true],
      deleteByCut: [true, false, false],
    };
    const SWITCHES = { formatBold: "b", formatItalic: "i", formatUnderline: "u" };

    page.addEventListener("beforeinput", (event) => {
      const { inputType } = event;
      if (inputType === "insertCompositionText") return; // the browser draws it; it is taken over when it is done
      event.preventDefault();
      if (inputType === "insertText") typed(event.data ?? "");
      else if (inputType === "insertParagraph") split();
      else if (inputType === "insertLineBreak") typed("\n");
      else if (inputType === "insertReplacementText") replaceWord(event);
      else if (inputType in DELETES) remove(...DELETES[inputType]);
      else if (inputType in SWITCHES) toggle(SWITCHES[inputType]);
      else if (inputType === "historyUndo") travel(undos, redos);
      else if (inputType === "historyRedo") travel(redos, undos);
    });

    // The browser's spelling help puts another word in the place of one.
    const replaceWord = (event) => {
      const [range] = event.getTargetRanges();
      const text = event.data ?? event.dataTransfer?.getData("text/plain");
      if (!range || !text) return;
      selection = { anchor: view.placeOf(range.startContainer, range.startOffset), focus: view.placeOf(range.endContainer, range.endOffset) };
      if (selection.anchor && selection.focus) typed(text);
    };

    page.addEventListener("paste", (event) => {
      event.preventDefault();
      const at = current();
      if (!at || !isBlock(at.items[at.first])) return;
      const html = event.clipboardData.getData("text/html");
      const lines = html ? fromHtml(html) : fromText(event.clipboardData.getData("text/plain"));
      if (lines.length) replace(at, lines);
    });
    page.addEventListener("drop", (event) => event.preventDefault());
    page.addEventListener("dragstart", (event) => event.preventDefault());

    page.addEventListener("compositionstart", () => {
      const at = current();
      if (!at) return;
      if (at.first !== at.last || !at.collapsed) replace(at, [[]]);
      composing = selection.focus.key;
    });
    page.addEventListener("compositionend", () => takeOver());

    const takeOver = () => {
      const key = composing;
      composing = null;
      const found = key && find(key);
      if (!found) return;
      const element = elements.get(key);
      const { anchorNode, anchorOffset } = window.getSelection();
      const caret = (anchorNode && view.placeOf(anchorNode, anchorOffset)) ?? { key, offset: size(found.item) };
      const spans = view.readSpans(element);
      const kept = (list) => list.filter((span) => "atom" in span).length;
      const next = kept(spans) === kept(found.item.spans) ? { ...found.item, spans } : { ...found.item };
      commit(found.place, replaced(state[found.place], found.at, found.at, next), { key: caret.key, offset: Math.min(caret.offset, size(next)) }, `compose ${key}`);
    };

    // Browsers do not find the end of text that they have not drawn yet.
    const toEdge = (atEnd, extend) => {
      const at = current();
      const block = atEnd ? at?.items.findLast(isBlock) : at?.items.find(isBlock);
      if (!block) return;
      const focus = { key: block.key, offset: atEnd ? size(block) : 0 };
      put({ anchor: extend ? selection.anchor : focus, focus });
    };

    page.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      let done = true;
      if (event.isComposing) return;
      if (command && !event.altKey && key === "z") event.shiftKey ? travel(redos, undos) : travel(undos, redos);
      else if (command && !event.altKey && key === "y") travel(redos, undos);
      else if (command && !event.altKey && !event.shiftKey && FLAGS.includes(key)) toggle(key);
      else if (command && event.altKey && /^[0-4]$/.test(event.key)) setForm(event.key === "0" ? { kind: "text", level: 0 } : { kind: "heading", level: Number(event.key) });
      else if (command && !event.altKey && ["home", "end"].includes(key)) toEdge(key === "end", event.shiftKey);
      else if (event.key === "Tab" && !command && selection && selection.focus.offset === 0) done = indent(event.shiftKey ? -1 : 1);
      else if (event.altKey && event.key === "F10") formChoice.focus();
      else done = false;
      if (done) event.preventDefault();
    });
    tools.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && selection) put(selection);
    });

    // ---- what the frame asks for

    const sent = ({ spans }) =>
      spans.map((span) => ("atom" in span ? { atom: span.atom } : Object.fromEntries(["text", "run", ...FLAGS].filter((name) => name in span).map((name) => [name, span[name]]))));
    const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

    const newOnes = (items, original) => {
      const groups = [];
      let anchor = null;
      let open = null;
      for (const item of items) {
        if (item.id !== undefined) {
          anchor = item.id;
          open = null;
          continue;
        }
        if (item.offered && item.spans.length === 0) continue;
        if (!open) {
          const first = items.find(({ id }) => id !== undefined)?.id ?? original[0]?.id;
          open = { ...(anchor === null && first !== undefined ? { before: first } : { after: anchor ?? "" }), paragraphs: [] };
          groups.push(open);
        }
        open.paragraphs.push({ spans: sent(item), form: item.form, ...(item.like ? { like: item.like } : {}) });
      }
      return groups;
    };

    const edits = () => {
      if (composing) takeOver();
      const all = { changed: {}, deleted: [], added: [] };
      containers.forEach(({ original }, place) => {
        const items = state[place];
        const there = new Map(items.filter(({ id }) => id !== undefined).map((item) => [item.id, item]));
        for (const before of original) {
          if (!isBlock(before)) continue;
          const now = there.get(before.id);
          if (!now) {
            all.deleted.push(before.id);
            continue;
          }
          const change = {};
          if (!same(sent(now), sent(before))) change.spans = sent(now);
          if (!same(now.form, before.form)) change.form = now.form;
          if (Object.keys(change).length) all.changed[before.id] = change;
        }
        all.added.push(...newOnes(items, original));
      });
      return all;
    };

    const offerForms = (forms) => {
      const named = (form) => (form.kind === "heading" ? words.heading.replace("{level}", form.level) : form.kind === "title" ? words.title : words.text);
      formChoice.replaceChildren(...forms.map((form) => view.make("option", "", { value: `${form.kind}-${form.level}` }, named(form))));
      looksOf = (wanted) => (forms.find((form) => form.kind === wanted.kind && form.level === wanted.level) ?? forms[0]).looks;
    };

    return {
      load(model) {
        offerForms(model.forms);
        containers = [];
        state = [];
        elements = new Map();
        addContainer(page, model.blocks);
        const kept = document.getElementById("docx-kept");
        kept.querySelector("[data-list]").textContent = model.kept.join(", ");
        kept.hidden = model.kept.length === 0;
        const notes = document.getElementById("docx-notes");
        notes.textContent = model.notes.join(" ");
        notes.hidden = model.notes.length === 0;
        const first = state[0].find(isBlock);
        if (first) selection = { anchor: { key: first.key, offset: 0 }, focus: { key: first.key, offset: 0 } };
        showTools();
      },
      edits,
      focus() {
        if (selection && find(selection.focus.key)) put(selection);
        else page.focus();
      },
    };
  };
})();
