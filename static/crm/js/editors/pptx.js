// The editor of presentations. Its state is a row of slides; every change makes a new row, draws what differs, and can be
// undone. A slide is { key, id?, layout?, shapes, texts: { text: paragraphs }, notes: text | null, … } and is never changed,
// only replaced.
(() => {
  "use strict";
  const { make } = window.crmDocxPage;
  const { FLAGS, plain } = window.crmSpans;
  const SAME_STEP = 1500;
  const MOST_STEPS = 500;
  const NOTES = "notes";

  window.crmEditors.pptx = ({ changed, say }) => {
    const root = document.getElementById("pptx");
    const rail = document.getElementById("pptx-slides");
    const room = document.getElementById("pptx-room");
    const stage = document.getElementById("pptx-stage");
    const notesBox = document.getElementById("pptx-notes");
    const facts = document.getElementById("pptx-facts");
    const said = document.getElementById("pptx-said");
    const tools = document.getElementById("pptx-tools");
    const layoutChoice = document.getElementById("pptx-layouts");
    const question = document.getElementById("pptx-delete");
    const words = root.dataset;

    let deck = null; // what the server read
    let draw = null;
    let row = [];
    let original = [];
    let current = ""; // the key of the slide on the stage
    let onStage = null; // the slide that the stage shows
    let undos = [];
    let redos = [];
    let step = { name: "", at: 0 };
    let counter = 0;
    const thumbs = new Map(); // key → { item, slide, label }

    const at = (key = current) => row.findIndex((slide) => slide.key === key);
    const slideNow = () => row[at()];
    const holder = (text) => row.find((slide) => text in slide.texts);
    const notesShape = () => ({ kind: "notes", levels: deck.notes.levels });
    const shapeOf = (slide, text) => slide.shapes.find((shape) => shape.text === text) ?? notesShape();
    const put = (template, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), template);

    const titleOf = (slide) => {
      const shape = slide.shapes.find(({ kind, text }) => kind === "title" && text);
      return shape ? slide.texts[shape.text].map(({ spans }) => plain(spans)).join(" ").replace(/[\ufffc\n]/g, " ").trim() : "";
    };

    // ---- drawing

    const markBox = (element, text, label) => {
      element.dataset.text = text;
      for (const [name, value] of Object.entries({ contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": label, spellcheck: "true" })) element.setAttribute(name, value);
      return element;
    };

    const drawStage = (slide) => {
      const paper = draw.paper("pptx-big", slide.behind);
      let cells = 0;
      let texts = 0;
      for (const shape of slide.shapes) {
        const element = draw.drawShape(shape, slide.texts[shape.text]);
        if (shape.text) {
          if (shape.kind === "cell") cells += 1;
          else texts += 1;
          markBox(element, shape.text, shape.kind === "cell" ? put(words.cell, { number: cells }) : (shape.prompt ?? put(words.box, { number: texts })));
        }
        paper.append(element);
      }
      stage.replaceChildren(paper);
      document.getElementById("pptx-notes-room").hidden = slide.notes === null;
      if (slide.notes === null) notesBox.removeAttribute("data-text");
      else {
        notesBox.dataset.text = slide.notes;
        draw.fill(notesBox, notesShape(), slide.texts[slide.notes]);
      }
    };

    const drawTexts = (slide) => {
      for (const [text, paragraphs] of Object.entries(slide.texts)) {
        if (onStage.texts[text] === paragraphs) continue;
        draw.fill(room.querySelector(`[data-text="${text}"]`), shapeOf(slide, text), paragraphs);
      }
    };

    const showStage = () => {
      const slide = slideNow();
      if (onStage === slide) return;
      if (onStage?.key === slide.key) drawTexts(slide);
      else drawStage(slide);
      onStage = slide;
    };

    const thumbOf = (slide) => {
      const known = thumbs.get(slide.key);
      if (known?.slide === slide) return known;
      const thumb = known ?? { item: make("li", "pptx-place", { "data-key": slide.key }), button: make("button", "pptx-thumb", { type: "button" }) };
      thumb.slide = slide;
      thumb.label = make("span", "visually-hidden");
      thumb.number = make("span", "pptx-number", { "aria-hidden": "true" });
      thumb.button.replaceChildren(thumb.number, draw.picture(slide), thumb.label);
      if (slide.hidden) thumb.button.append(make("i", "bi bi-eye-slash pptx-hidden", { role: "img", "aria-label": words.hidden, title: words.hidden }));
      if (!known) thumb.item.append(thumb.button);
      thumbs.set(slide.key, thumb);
      return thumb;
    };

    const showRail = () => {
      const items = row.map((slide, index) => {
        const thumb = thumbOf(slide);
        const title = titleOf(slide);
        thumb.number.textContent = index + 1;
        thumb.label.textContent = put(words.slide, { number: index + 1, all: row.length }) + (title ? `: ${title}` : "");
        const here = slide.key === current;
        thumb.button.tabIndex = here ? 0 : -1;
        if (here) thumb.button.setAttribute("aria-current", "true");
        else thumb.button.removeAttribute("aria-current");
        return thumb.item;
      });
      items.forEach((item, index) => rail.children[index] !== item && rail.insertBefore(item, rail.children[index] ?? null));
      while (rail.children.length > items.length) rail.lastElementChild.remove();
    };

    const show = () => {
      if (at() < 0) current = row[0].key;
      showStage();
      showRail();
      const slide = slideNow();
      const where = put(words.slide, { number: at() + 1, all: row.length });
      facts.textContent = [where, slide.layout, ...(slide.hidden ? [words.hidden] : []), ...(slide.kept.length ? [`${words.kept} ${slide.kept.join(", ")}`] : [])].join(" · ");
      showTools();
    };

    const showTools = () => {
      const inText = Boolean(text.selection && text.selection.text in slideNow().texts);
      for (const button of tools.querySelectorAll("[data-flag]")) {
        button.disabled = !inText;
        button.setAttribute("aria-pressed", String(inText && text.isOn(button.dataset.flag)));
      }
      for (const button of tools.querySelectorAll("[data-indent]")) button.disabled = !inText;
      tools.querySelector("[data-undo]").disabled = undos.length === 0;
      tools.querySelector("[data-redo]").disabled = redos.length === 0;
      tools.querySelector("[data-move='-1']").disabled = at() === 0;
      tools.querySelector("[data-move='1']").disabled = at() === row.length - 1;
      tools.querySelector("[data-delete]").disabled = row.length === 1;
    };

    const go = (key, focus = true) => {
      current = key;
      text.selection = null;
      show();
      const { button } = thumbs.get(current);
      if (focus) button.focus({ preventScroll: true });
      button.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (focus) stage.scrollIntoView({ block: "nearest" });
    };

    // ---- changes

    const commit = (next, name = "", anew = false) => {
      const now = Date.now();
      if (anew || !name || step.name !== name || now - step.at > SAME_STEP) {
        undos.push({ row, current, selection: text.selection });
        if (undos.length > MOST_STEPS) undos.shift();
      }
      step = { name, at: now };
      redos = [];
      row = next;
      changed();
    };

    const travel = (from, to) => {
      const last = from.pop();
      if (!last) return;
      to.push({ row, current, selection: text.selection });
      step = { name: "", at: 0 };
      ({ row, current } = last);
      text.selection = null;
      show();
      if (last.selection && last.selection.text in slideNow().texts) text.select(last.selection);
      else thumbs.get(current).button.focus();
      changed();
    };

    const text = window.crmSlideText({
      room,
      paragraphsOf: (name) => holder(name)?.texts[name],
      looksOf: (name, paragraph) => draw.looksOf(shapeOf(holder(name), name), paragraph),
      commit: (name, paragraphs, selection, stepName, anew) => {
        const slide = holder(name);
        commit(row.map((one) => (one === slide ? { ...slide, texts: { ...slide.texts, [name]: paragraphs } } : one)), stepName, anew);
        show();
        text.select(selection);
      },
      refuse: () => say(words.fieldStays),
      moved: () => showTools(),
    });

    const move = (from, to) => {
      if (to < 0 || to >= row.length || from === to) return;
      const next = [...row];
      next.splice(to, 0, ...next.splice(from, 1));
      commit(next);
      go(next[to].key);
      said.textContent = put(words.moved, { number: to + 1, all: row.length });
    };

    const askToDelete = () => {
      const slide = slideNow();
      if (row.length === 1) return;
      const linking = row.findIndex(({ id }) => slide.linked.includes(id));
      if (linking >= 0) {
        say(put(words.linked, { number: linking + 1 }));
        return;
      }
      const title = titleOf(slide);
      question.querySelector("[data-sentence]").textContent = put(words.askDelete, { number: at() + 1 }) + (title ? ` (${title})` : "");
      question.showModal();
    };

    question.addEventListener("close", () => {
      if (question.returnValue !== "delete") {
        thumbs.get(current).button.focus();
        return;
      }
      question.returnValue = "";
      const gone = at();
      const next = row.filter((_slide, index) => index !== gone);
      commit(next);
      go(next[Math.min(gone, next.length - 1)].key);
      said.textContent = put(words.deleted, { number: gone + 1 });
    });

    // ---- new slides

    const blank = () => [{ key: `b${(counter += 1)}`, level: 0, spans: [] }];

    const newSlide = (layout) => {
      counter += 1;
      const key = `new${counter}`;
      const shapes = layout.shapes.map((shape) => (shape.levels ? { ...shape, text: `${key}-${shape.place}` } : shape));
      const texts = Object.fromEntries(shapes.filter((shape) => shape.text).map((shape) => [shape.text, blank()]));
      texts[`${key}-${NOTES}`] = blank();
      return { key, layoutId: layout.id, layout: layout.name, shapes, behind: layout.behind, kept: [], linked: [], hidden: false, texts, notes: `${key}-${NOTES}` };
    };

    const offerLayouts = () => {
      layoutChoice.querySelector("[data-list]").replaceChildren(
        ...deck.layouts.map((layout) => {
          const button = make("button", "pptx-layout", { type: "button", "data-layout": layout.id });
          button.append(draw.picture(newSlide(layout)), make("span", "pptx-layout-name", {}, layout.name));
          return make("li", "", {}, button);
        }),
      );
    };

    layoutChoice.addEventListener("click", (event) => {
      const button = event.target.closest("[data-layout]");
      if (!button) return;
      layoutChoice.close();
      const slide = newSlide(deck.layouts.find(({ id }) => id === button.dataset.layout));
      const next = [...row];
      next.splice(at() + 1, 0, slide);
      commit(next);
      go(slide.key);
      const first = slide.shapes.find((shape) => shape.text);
      if (first) text.select({ text: first.text, key: slide.texts[first.text][0].key, offset: 0 });
    });

    // ---- the row

    rail.addEventListener("click", (event) => {
      const item = event.target.closest("[data-key]")?.closest("li");
      if (item) go(item.dataset.key);
    });
    rail.addEventListener("keydown", (event) => {
      const here = at();
      const to = { ArrowUp: here - 1, ArrowLeft: here - 1, ArrowDown: here + 1, ArrowRight: here + 1, Home: 0, End: row.length - 1 }[event.key];
      if (event.altKey && to !== undefined && event.key.startsWith("Arrow")) move(here, to);
      else if (to !== undefined && !event.ctrlKey) row[to] && go(row[to].key);
      else if (event.key === "Delete") askToDelete();
      else if (event.key === "Enter") room.querySelector("[data-text]")?.focus();
      else return;
      event.preventDefault();
    });
    room.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) thumbs.get(current).button.focus();
    });
    document.addEventListener("keydown", (event) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!command || document.querySelector("dialog[open]")) return;
      const key = event.key.toLowerCase();
      if (key === "z") event.shiftKey ? travel(redos, undos) : travel(undos, redos);
      else if (key === "y" && !event.shiftKey) travel(redos, undos);
      else return;
      event.preventDefault();
    });
    window.Sortable?.create(rail, {
      animation: 120,
      delay: 150,
      delayOnTouchOnly: true,
      onEnd: ({ oldIndex, newIndex }) => {
        rail.replaceChildren(...row.map(({ key }) => thumbs.get(key).item));
        move(oldIndex, newIndex);
      },
    });

    // ---- tools

    tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { flag, indent, move: by } = button.dataset;
      if (flag) text.toggle(flag);
      else if (indent) text.indent(Number(indent));
      else if (by) move(at(), at() + Number(by));
      else if ("delete" in button.dataset) askToDelete();
      else if ("new" in button.dataset) layoutChoice.showModal();
      else if ("undo" in button.dataset) travel(undos, redos);
      else if ("redo" in button.dataset) travel(redos, undos);
    });

    // ---- what the frame asks for

    const sent = (spans) => spans.map((span) => ("atom" in span ? { atom: span.atom } : Object.fromEntries(["text", "run", ...FLAGS].filter((name) => name in span).map((name) => [name, span[name]]))));
    const isWritten = (paragraphs) => paragraphs.some(({ spans }) => spans.length);
    const fresh = (paragraphs) => (isWritten(paragraphs) ? paragraphs.map(({ spans, level }) => ({ spans: sent(spans), level })) : []);

    const edited = (paragraphs, before) => {
      const there = new Map(before.map((one) => [one.id, one]));
      return paragraphs.map((now) => {
        const was = there.get(now.id);
        if (!was) return { like: now.like, spans: sent(now.spans), level: now.level };
        const spans = was.spans === now.spans || JSON.stringify(sent(was.spans)) === JSON.stringify(sent(now.spans)) ? {} : { spans: sent(now.spans) };
        return { id: now.id, ...spans, ...(was.level === now.level ? {} : { level: now.level }) };
      });
    };

    const asSent = (slide) => {
      if (slide.id) return { id: slide.id };
      const texts = slide.shapes.filter((shape) => shape.text && isWritten(slide.texts[shape.text])).map((shape) => [shape.place, fresh(slide.texts[shape.text])]);
      return { layout: slide.layoutId, texts: Object.fromEntries(texts), notes: fresh(slide.texts[slide.notes]) };
    };

    const edits = () => {
      text.takeOver();
      const all = { texts: {}, notes: {} };
      for (const slide of row.filter(({ id }) => id)) {
        const before = original.find(({ id }) => id === slide.id);
        for (const [name, paragraphs] of Object.entries(slide.texts)) {
          if (before.texts[name] === paragraphs) continue;
          if (name !== `${slide.id}-${NOTES}`) all.texts[name] = edited(paragraphs, before.texts[name]);
          else if (isWritten(paragraphs)) all.notes[slide.id] = fresh(paragraphs);
        }
      }
      if (row.map(({ key }) => key).join() !== original.map(({ key }) => key).join()) all.slides = row.map(asSent);
      return all;
    };

    const opened = (slide) => {
      const keyed = (paragraphs) => paragraphs.map((one) => ({ ...one, key: one.id }));
      const texts = Object.fromEntries(slide.shapes.filter((shape) => shape.text).map((shape) => [shape.text, keyed(shape.paragraphs)]));
      const notes = slide.notes === null ? null : (slide.notes?.text ?? `${slide.id}-${NOTES}`);
      if (notes) texts[notes] = slide.notes ? keyed(slide.notes.paragraphs) : blank();
      return { ...slide, key: slide.id, texts, notes };
    };

    return {
      load(model) {
        deck = model;
        draw = window.crmSlides(deck);
        stage.style.setProperty("--ratio", deck.width / deck.height);
        original = model.slides.map(opened);
        row = original;
        const kept = document.getElementById("pptx-kept");
        kept.querySelector("[data-list]").textContent = model.kept.join(", ");
        kept.hidden = model.kept.length === 0;
        markBox(notesBox, "", words.notes);
        offerLayouts();
        if (row.length) go(row[0].key, false);
      },
      edits,
      focus() {
        if (text.selection) text.select(text.selection);
        else thumbs.get(current)?.button.focus();
      },
    };
  };
})();
