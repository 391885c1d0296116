// A field for files in the reader's language: the browser's own speaks the browser's. The field itself lies, unseen, over a
// button and the names of what was chosen, so that clicking, dragging files onto it, the keyboard and labels all go on
// working. The words stand in templates/core/_said_by_script.html; without script the browser's field stands there.
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};

  // What is over the limit is told before it is sent; the server refuses it, too.
  const refuseTooLarge = (input) => {
    const most = Number(input.dataset.maxBytes);
    if (!most || Array.from(input.files).every((file) => file.size <= most)) return;
    input.value = "";
    window.crmSay?.(input.dataset.tooLarge);
  };

  const tell = (input, line) => {
    const names = Array.from(input.files, (file) => file.name);
    line.textContent = names.join(", ") || (words().noFile ?? "");
    line.classList.toggle("is-none", names.length === 0);
    line.title = names.join("\n");
  };

  const furnish = (root) => {
    const inputs = [...root.querySelectorAll("input[type=file]")];
    if (root.matches?.("input[type=file]")) inputs.push(root);
    for (const input of inputs) {
      // A form that sends at once has a button of its own.
      if (input.closest(".file-field, form[data-upload]")) continue;
      const field = document.createElement("span");
      const button = document.createElement("span");
      const line = document.createElement("span");
      field.className = "file-field";
      button.className = "btn btn-secondary file-field-button";
      button.textContent = (input.multiple ? words().chooseFiles : words().chooseFile) ?? "";
      line.className = "file-field-names";
      for (const shown of [button, line]) shown.setAttribute("aria-hidden", "true"); // the field speaks for itself
      input.replaceWith(field);
      field.append(button, line, input);
      tell(input, line);
      input.addEventListener("change", () => {
        refuseTooLarge(input);
        tell(input, line);
      });
      input.form?.addEventListener("reset", () => window.setTimeout(tell, 0, input, line));
    }
  };

  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt));
})();
