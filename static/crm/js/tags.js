// <input data-tags> becomes a field of tags: what is typed becomes a tag at a comma or Enter; with data-tags-url it offers
// those that others have used. The address answers ?q= with {"results": [{"id", "text"}]}. Without script one types them,
// separated by commas.
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};

  const finder = (url) => (query, done) => {
    const address = new URL(url, window.location.href);
    address.searchParams.set("q", query);
    window
      .fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((found) => done(found.results))
      .catch(() => done()); // what one types is a tag all the same
  };

  const furnish = (root) => {
    if (!window.TomSelect) return;
    const inputs = [...root.querySelectorAll("input[data-tags]")];
    if (root.matches?.("input[data-tags]")) inputs.push(root);
    for (const input of inputs) {
      if (input.tomselect) continue;
      const url = input.dataset.tagsUrl;
      const field = new window.TomSelect(input, {
        delimiter: ",",
        valueField: "id",
        labelField: "text",
        searchField: ["text"],
        persist: false,
        createOnBlur: true,
        create: (text) => ({ id: text.trim(), text: text.trim() }),
        maxItems: 20,
        closeAfterSelect: true,
        plugins: { remove_button: { title: words().remove } },
        placeholder: "",
        preload: url ? "focus" : false,
        ...(url ? { load: finder(url), shouldLoad: () => true } : {}),
        render: {
          option_create: (data, escape) => `<div class="create">+ <strong>${escape(data.input)}</strong></div>`,
          no_results: () => null,
        },
      });
      input.setAttribute("aria-hidden", "true"); // its label speaks for the field that stands in its place
      field.on("change", () => input.dispatchEvent(new Event("input", { bubbles: true })));
    }
  };

  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt));
  document.addEventListener("htmx:beforeCleanupElement", (event) => event.detail.elt.tomselect?.destroy());
})();
