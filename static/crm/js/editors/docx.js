// The editor of .docx documents: its tools, and the keys that come from the page. Every key comes to our commands; the
// browser itself changes the page only while an input method composes, and what it wrote is then taken over. Pictures,
// fields and the like are signs that are never deleted: `refuse` says so.
(() => {
  "use strict";
  const { FLAGS, fromHtml, fromText } = window.crmSpans;
  const { isBlock, size } = window.crmDocxBlocks;
  const view = window.crmDocxPage;
  const LISTS = ["bullet", "number"];

  window.crmEditors.docx = ({ changed, say }) => {
    const page = document.getElementById("docx-page");
    const tools = document.getElementById("docx-tools");
    const formChoice = document.getElementById("docx-form");
    const words = document.getElementById("docx").dataset;
    let inMethod = false;

    const refuse = (sentence) => {
      say(sentence);
      return false;
    };
    const store = window.createDocxStore({ page, words, refuse, changed, moved: () => showTools() });
    const commands = window.createDocxCommands(store, words, refuse);
    const { current } = store;

    // ---- tools

    const showTools = () => {
      const at = current();
      const block = at?.items[at.first];
      const form = block?.form ?? { kind: "text", level: 0 };
      const listed = LISTS.includes(form.kind);
      formChoice.value = listed ? "text-0" : `${form.kind}-${form.level}`;
      for (const button of tools.querySelectorAll("[data-flag]")) button.setAttribute("aria-pressed", String(commands.isOn(button.dataset.flag)));
      for (const button of tools.querySelectorAll("[data-list]")) button.setAttribute("aria-pressed", String(form.kind === button.dataset.list));
      for (const button of tools.querySelectorAll("[data-indent]")) button.disabled = !listed;
      tools.querySelector("[data-undo]").disabled = !store.canUndo();
      tools.querySelector("[data-redo]").disabled = !store.canRedo();
    };

    tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { flag, list, indent: by } = button.dataset;
      if (flag) commands.toggle(flag);
      else if (list) commands.toggleList(list);
      else if (by) commands.indent(Number(by));
      else if ("undo" in button.dataset) store.undo();
      else if ("redo" in button.dataset) store.redo();
      if (store.selection) store.put(store.selection);
    });
    formChoice.addEventListener("change", () => {
      const [kind, level] = formChoice.value.split("-");
      commands.setForm({ kind, level: Number(level) });
    });

    // ---- the page's events

    document.addEventListener("selectionchange", () => store.readSelection() && showTools());

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
      if (!event.cancelable || inputType === "insertCompositionText") {
        store.composing ??= store.selection?.focus.key; // the browser draws it; it is taken over when it is done
        return;
      }
      event.preventDefault();
      if (inputType === "insertText") commands.typed(event.data ?? "");
      else if (inputType === "insertParagraph") commands.split();
      else if (inputType === "insertLineBreak") commands.typed("\n");
      else if (inputType === "insertReplacementText") replaceWord(event);
      else if (inputType in DELETES) commands.remove(...DELETES[inputType]);
      else if (inputType in SWITCHES) commands.toggle(SWITCHES[inputType]);
      else if (inputType === "historyUndo") store.undo();
      else if (inputType === "historyRedo") store.redo();
    });

    // The browser's spelling help puts another word in the place of one.
    const replaceWord = (event) => {
      const [range] = event.getTargetRanges();
      const text = event.data ?? event.dataTransfer?.getData("text/plain");
      if (!range || !text) return;
      store.selection = { anchor: view.placeOf(range.startContainer, range.startOffset), focus: view.placeOf(range.endContainer, range.endOffset) };
      if (store.selection.anchor && store.selection.focus) commands.typed(text);
    };

    page.addEventListener("paste", (event) => {
      event.preventDefault();
      const at = current();
      if (!at || !isBlock(at.items[at.first])) return;
      const html = event.clipboardData.getData("text/html");
      const lines = html ? fromHtml(html) : fromText(event.clipboardData.getData("text/plain"));
      if (lines.length) store.replace(at, lines);
    });
    page.addEventListener("drop", (event) => event.preventDefault());
    page.addEventListener("dragstart", (event) => event.preventDefault());

    page.addEventListener("compositionstart", () => {
      const at = current();
      if (!at) return;
      if (at.first !== at.last || !at.collapsed) store.replace(at, [[]]);
      store.composing = store.selection.focus.key;
      inMethod = true;
    });
    page.addEventListener("compositionend", () => {
      inMethod = false;
      takeOver();
    });
    page.addEventListener("input", () => store.composing && !inMethod && takeOver());

    const takeOver = () => {
      const key = store.composing;
      store.composing = null;
      const found = key && store.find(key);
      if (!found) return;
      const element = store.elementOf(key);
      const { anchorNode, anchorOffset } = window.getSelection();
      const caret = (anchorNode && view.placeOf(anchorNode, anchorOffset)) ?? { key, offset: size(found.item) };
      const spans = view.readSpans(element);
      const kept = (list) => list.filter((span) => "atom" in span).length;
      const next = kept(spans) === kept(found.item.spans) ? { ...found.item, spans } : { ...found.item };
      store.redraw(found.place);
      store.commit(found.place, store.replaced(store.items(found.place), found.at, found.at, next), { key: caret.key, offset: Math.min(caret.offset, size(next)) }, `compose ${key}`);
    };

    page.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      let done = true;
      if (event.isComposing) return;
      if (command && !event.altKey && key === "z") event.shiftKey ? store.redo() : store.undo();
      else if (command && !event.altKey && key === "y") store.redo();
      else if (command && !event.altKey && !event.shiftKey && FLAGS.includes(key)) commands.toggle(key);
      else if (command && event.altKey && /^[0-4]$/.test(event.key)) commands.setForm(event.key === "0" ? { kind: "text", level: 0 } : { kind: "heading", level: Number(event.key) });
      else if (command && !event.altKey && ["home", "end"].includes(key)) commands.toEdge(key === "end", event.shiftKey);
      else if (event.key === "Tab" && !command && store.selection && store.selection.focus.offset === 0) done = commands.indent(event.shiftKey ? -1 : 1);
      else if (event.altKey && event.key === "F10") formChoice.focus();
      else done = false;
      if (done) event.preventDefault();
    });
    tools.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && store.selection) store.put(store.selection);
    });

    // ---- what the frame asks for

    const offerForms = (forms) => {
      const named = (form) => (form.kind === "heading" ? words.heading.replace("{level}", form.level) : form.kind === "title" ? words.title : words.text);
      formChoice.replaceChildren(...forms.map((form) => view.make("option", "", { value: `${form.kind}-${form.level}` }, named(form))));
      store.looksOf = (wanted) => (forms.find((form) => form.kind === wanted.kind && form.level === wanted.level) ?? forms[0]).looks;
    };

    return {
      load(model) {
        offerForms(model.forms);
        store.load(model.blocks);
        const kept = document.getElementById("docx-kept");
        kept.querySelector("[data-list]").textContent = model.kept.join(", ");
        kept.hidden = model.kept.length === 0;
        const notes = document.getElementById("docx-notes");
        notes.textContent = model.notes.join(" ");
        notes.hidden = model.notes.length === 0;
        showTools();
      },
      edits() {
        if (store.composing) takeOver();
        return window.docxEdits(store.containers, store.items);
      },
      focus() {
        if (store.selection && store.find(store.selection.focus.key)) store.put(store.selection);
        else page.focus();
      },
    };
  };
})();
