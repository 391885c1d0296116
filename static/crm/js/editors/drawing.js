// The editor of drawings, on our side of the frame. The frame has an origin of its own ("null"), so both sides know each
// other by their windows: this one takes messages of the frame's window only, and believes nothing in them but a text,
// which the server cleans again.
(() => {
  "use strict";
  const PATIENCE = 20_000;

  window.crmEditors.drawing = ({ changed }) => {
    const root = document.getElementById("drawing");
    const frame = document.getElementById("drawing-board");
    const waiting = new Map(); // kind of message → who waits for it

    const tell = (message) => frame.contentWindow.postMessage(message, "*"); // an origin of its own has no name

    const next = (kind) =>
      new Promise((resolve, reject) => {
        const late = window.setTimeout(() => reject(new Error(root.dataset.notAnswering)), PATIENCE);
        waiting.set(kind, (message) => {
          window.clearTimeout(late);
          waiting.delete(kind);
          resolve(message);
        });
      });

    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== frame.contentWindow || origin !== "null" || typeof data?.kind !== "string") return;
      if (data.kind === "changed") changed();
      else if (data.kind === "save") document.getElementById("editor-save").click();
      else waiting.get(data.kind)?.(data);
    });

    const asked = (question, answer) => {
      const reply = next(answer);
      tell(question);
      return reply;
    };

    // What is put in this way stands in the middle and is chosen, so that the arrow keys move it: no mouse is needed.
    const text = document.getElementById("drawing-text");
    const put = (shape) => {
      if (shape === "text" && !text.value.trim()) {
        text.focus();
        return;
      }
      tell({ kind: "put", shape, text: text.value.trim() });
      text.value = "";
      frame.focus();
    };
    for (const button of root.querySelectorAll("[data-put]")) button.addEventListener("click", () => put(button.dataset.put));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter") put("text");
    });

    return {
      async load(model) {
        const removed = document.getElementById("drawing-removed");
        removed.querySelector("[data-list]").textContent = model.removed.join(", ");
        removed.hidden = model.removed.length === 0;
        // The frame says that it is there, and says so again when it is asked: it may have been faster than this script.
        await asked({ kind: "there?" }, "there");
        await asked({ kind: "open", svg: model.svg }, "opened");
        for (const field of root.querySelectorAll("[data-put], #drawing-text")) field.disabled = false;
      },
      async edits() {
        const { svg } = await asked({ kind: "svg?" }, "svg");
        return { svg: String(svg) };
      },
      focus: () => frame.focus(),
    };
  };
})();
