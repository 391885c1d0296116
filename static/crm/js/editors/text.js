// The editor of text files: a text area. The browser's own undo serves it.
(() => {
  "use strict";
  window.crmEditors.text = ({ changed }) => {
    const area = document.getElementById("text");
    const facts = document.getElementById("text-facts");
    area.addEventListener("input", changed);
    return {
      load(model) {
        area.value = model.text;
        area.disabled = false;
        facts.textContent = [model.encoding, model.mixed ? facts.dataset.mixed : model.line_end].join(" · ");
      },
      edits: () => ({ text: area.value }),
      focus() {
        area.focus();
        if (area.selectionStart === area.value.length) area.setSelectionRange(0, 0);
      },
    };
  };
})();
