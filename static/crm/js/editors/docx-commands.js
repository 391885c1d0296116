// What a person does to the text: typing, Enter, deleting, formatting, lists. Each command reads where the selection is,
// and changes the store.
(() => {
  "use strict";
  const { joined, slice, plain, formAt } = window.crmSpans;
  const { isBlock, size } = window.crmDocxBlocks;
  const LISTS = ["bullet", "number"];
  const PLAIN = { kind: "text", level: 0 };

  window.createDocxCommands = (store, words, refuse) => {
    const { current, replace, replaced, commit, newBlock, put } = store;

    const typed = (text) => {
      const at = current();
      if (!at) return;
      const block = at.items[at.first];
      if (!isBlock(block)) return;
      const form = store.pending ?? formAt(block.spans, at.begin);
      // A step that is undone at once is a word with the blank behind it.
      const name = at.collapsed && text.length === 1 && text !== "\n" ? `type ${block.key}` : "";
      if (text.trim() && /\s$/.test(plain(slice(block.spans, 0, at.begin)))) store.endStep();
      store.pending = null;
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
        setForm(PLAIN);
      } else if (block.fixed || (begin === 0 && length > 0)) {
        const before = newBlock(block, slice(block.spans, 0, begin));
        commit(place, replaced(items, first, first, before, { ...block, spans: slice(block.spans, begin) }), { key: block.key, offset: 0 });
      } else {
        const heading = ["heading", "title"].includes(block.form.kind) && begin === length;
        const behind = heading ? newBlock({ ...block, like: undefined, id: undefined, align: undefined }, [], PLAIN) : newBlock(block, slice(block.spans, begin));
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
        setForm(PLAIN);
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
      if (at.collapsed) return isBlock(block) && Boolean(flagOf(block, store.pending ?? formAt(block.spans, at.begin), flag));
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
        store.pending = withFlag(block, store.pending ?? formAt(block.spans, at.begin), flag, on);
        put(store.selection);
        return;
      }
      const changedBlocks = new Map(
        selected(at).map(({ block, from, to, spans }) => [
          block.key,
          { ...block, spans: joined(slice(block.spans, 0, from), spans.map((span) => ("atom" in span ? span : withFlag(block, span, flag, on))), slice(block.spans, to)) },
        ]),
      );
      commit(at.place, at.items.map((item) => changedBlocks.get(item.key) ?? item), store.selection);
    };

    const setForm = (form) => {
      const at = current();
      if (!at) return;
      const looks = store.looksOf(form);
      const items = at.items.map((item, index) => {
        if (index < at.first || index > at.last || !isBlock(item)) return item;
        if (item.form.kind === form.kind && item.form.level === form.level) return item;
        const { list, ...rest } = item;
        const sameList = LISTS.includes(form.kind) && item.form.kind === form.kind;
        const plainBefore = ["text", ...LISTS].includes(item.form.kind) && LISTS.includes(form.kind);
        return { ...rest, ...(sameList && list ? { list } : {}), form, looks: plainBefore ? item.looks : looks };
      });
      commit(at.place, items, store.selection);
    };

    const toggleList = (kind) => {
      const at = current();
      if (!at) return;
      const blocks = at.items.slice(at.first, at.last + 1).filter(isBlock);
      const all = blocks.length > 0 && blocks.every(({ form }) => form.kind === kind);
      setForm(all ? PLAIN : { kind, level: 0 });
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

    // ---- moving

    // Browsers do not find the end of text that they have not drawn yet.
    const toEdge = (atEnd, extend) => {
      const at = current();
      const block = atEnd ? at?.items.findLast(isBlock) : at?.items.find(isBlock);
      if (!block) return;
      const focus = { key: block.key, offset: atEnd ? size(block) : 0 };
      put({ anchor: extend ? store.selection.anchor : focus, focus });
    };

    return { typed, split, remove, isOn, toggle, setForm, toggleList, indent, toEdge };
  };
})();
