// The state of the document editor: lists of blocks, one for the body and one for each cell of a table. Every change makes
// new lists, draws what differs, and can be undone.
//
// createDocxStore({ page, words, refuse, changed, moved }): `refuse(sentence)` says what could not be done and answers
// false; `changed()` is called after a change, `moved()` when the caret is somewhere else.
(() => {
  "use strict";
  const { joined, slice, hasAtom } = window.crmSpans;
  const view = window.crmDocxPage;
  const SAME_STEP = 1500;
  const MOST_STEPS = 500;
  const isBlock = (item) => Boolean(item?.spans) && !item.locked;
  const size = (block) => view.length(block.spans);

  window.createDocxStore = ({ page, words, refuse, changed, moved }) => {
    const containers = []; // { element, original }, in the order of the document; `state` has the items of each
    const elements = new Map(); // key → element
    const undos = [];
    const redos = [];
    let state = [];
    let step = { name: "", at: 0 };
    let counter = 0;

    const store = {
      containers,
      selection: null, // { anchor, focus } as places; of the last time the keyboard was in the page
      pending: null, // what was switched for text that is typed next
      composing: null, // the key of the block that the browser itself is writing into
      looksOf: () => ({}),
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
      return { key: `n${counter}`, spans: [], form, looks: store.looksOf(form), offered: true };
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
        undos.push({ state, selection: store.selection });
        if (undos.length > MOST_STEPS) undos.shift();
      }
      step = { name, at: now };
      redos.length = 0;
      show(state.map((list, at) => (at === place ? items : list)));
      put(caret);
      changed();
      return true;
    };

    const put = (caret) => {
      if (!caret) return;
      store.selection = { anchor: caret.anchor ?? caret, focus: caret.focus ?? caret };
      view.select((key) => elements.get(key), store.selection.anchor, store.selection.focus);
      moved();
    };

    const travel = (from, to) => {
      const last = from.pop();
      if (!last) return;
      to.push({ state, selection: store.selection });
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
      if (!focusNode || store.composing || !page.contains(focusNode) || !page.contains(anchorNode)) return false;
      const anchor = view.placeOf(anchorNode, anchorOffset);
      const focus = view.placeOf(focusNode, focusOffset);
      if (!anchor || !focus) return false;
      const elsewhere = store.selection?.focus.key !== focus.key || store.selection?.focus.offset !== focus.offset;
      if (elsewhere) store.pending = null;
      store.selection = { anchor, focus };
      return true;
    };

    const current = () => {
      readSelection();
      return store.selection && stretch(store.selection);
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
      return { ...rest, key: `n${counter}`, like: from.like ?? from.id, spans, form, looks: form === from.form ? from.looks : store.looksOf(form) };
    };

    // The next change is a step of its own.
    const endStep = () => {
      step = { name: "", at: 0 };
    };

    // Draws a list anew from the state, whatever the browser has made of it.
    const redraw = (place) => arrange(containers[place].element, state[place].map(shown));

    const load = (blocks) => {
      addContainer(page, blocks);
      const first = state[0].find(isBlock);
      store.selection = { anchor: { key: first.key, offset: 0 }, focus: { key: first.key, offset: 0 } };
    };

    return Object.assign(store, {
      load, find, commit, put, current, readSelection, replace, replaced, newBlock, endStep, redraw,
      undo: () => travel(undos, redos),
      redo: () => travel(redos, undos),
      canUndo: () => undos.length > 0,
      canRedo: () => redos.length > 0,
      items: (place) => state[place],
      elementOf: (key) => elements.get(key),
    });
  };

  window.crmDocxBlocks = { isBlock, size };
})();
