// <select data-picker-url="…"> becomes a field that finds rows as one types; the address answers ?q= with
// {"results": [{"id", "text", "hint"}]}. Without script the select and the search button beside it stay as they are.
// Also a plain long select with data-picker (no address) becomes searchable in place.
(() => {
  const words = () => document.getElementById("words")?.dataset ?? {};

  const drawn = (row, escape) =>
    `<div>${escape(row.text)}${row.hint ? `<small>${escape(row.hint)}</small>` : ""}</div>`;

  // It stands in the list box, where only options may stand: one that cannot be chosen.
  const said = (sentence) => {
    const line = document.createElement("div");
    line.className = "no-results";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = sentence ?? "";
    return line;
  };

  const finder = (url) =>
    function load(query, done) {
      const address = new URL(url, window.location.href);
      address.searchParams.set("q", query);
      window
        .fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((found) => {
          this.clearOptions((option) => this.items.includes(String(option.id)));
          done(found.results);
        })
        .catch(() => {
          done();
          window.crmSay?.(words().searchFailed);
        });
    };

  const options = (select) => {
    const url = select.dataset.pickerUrl;
    const plugins = select.multiple ? { remove_button: { title: words().remove } } : {};
    const mayBeEmpty = select.multiple || [...select.options].some((option) => option.value === "") || !select.required;
    if (!select.multiple && mayBeEmpty) plugins.clear_button = { title: words().clear };
    const settings = {
      plugins,
      maxOptions: 200,
      hideSelected: select.multiple,
      closeAfterSelect: true,
      refreshThrottle: 0,
      placeholder: select.dataset.placeholder || select.getAttribute("placeholder") || words().typeToFind,
      render: {
        option: drawn,
        item: (row, escape) => `<div>${escape(row.text)}</div>`,
        no_results: () => said(words().nothingFound),
        loading: () => said(words().searching),
        not_loading: () => null,
      },
    };
    if (!url) return settings;
    return {
      ...settings,
      valueField: "id",
      labelField: "text",
      searchField: [],
      sortField: [{ field: "$order" }],
      preload: "focus",
      loadThrottle: 200,
      shouldLoad: () => true,
      load: finder(url),
    };
  };

  const furnish = (root) => {
    if (!window.TomSelect) return;
    const selects = [...root.querySelectorAll("select[data-picker-url], select[data-picker]")];
    if (root.matches?.("select[data-picker-url], select[data-picker]")) selects.push(root);
    for (const select of selects) {
      if (select.tomselect) continue;
      // The button that searches without script would be the form's default button: Enter in a title would search.
      const search = select.closest(".picker")?.querySelector("[data-picker-search]");
      search?.remove();
      const field = new window.TomSelect(select, options(select));
      select.setAttribute("aria-hidden", "true"); // its label speaks for the field that stands in its place
      // Enter must never choose from what an earlier search found.
      if (select.dataset.pickerUrl) field.on("type", () => field.clearOptions((option) => field.items.includes(String(option.id))));
      field.on("change", () => select.dispatchEvent(new Event("input", { bubbles: true })));
    }
  };

  document.addEventListener("DOMContentLoaded", () => furnish(document));
  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt));
  document.addEventListener("htmx:beforeCleanupElement", (event) => event.detail.elt.tomselect?.destroy());
})();
