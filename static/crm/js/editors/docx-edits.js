// What was edited: the blocks as they are, held against those that were loaded.
(() => {
  "use strict";
  const { FLAGS } = window.crmSpans;
  const { isBlock } = window.crmDocxBlocks;

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

  // Answers { changed, deleted, added } as documents/editors/docx/edits.py takes them.
  window.docxEdits = (containers, itemsOf) => {
    const all = { changed: {}, deleted: [], added: [] };
    containers.forEach(({ original }, place) => {
      const items = itemsOf(place);
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
})();
