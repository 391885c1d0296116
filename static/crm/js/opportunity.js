// The form of an opportunity: the total as it is typed, what the stage asks for, and the rows of who has access.
// Everything here is shown by the server, too; without script all fields simply stand there.
(() => {
  const german = document.documentElement.lang.startsWith("de");

  // An amount as its reader types it: 12.500,50 in German, 12,500.50 in English.
  const amountOf = (text) => {
    const [group, point] = german ? [".", ","] : [",", "."];
    const bare = text.replace(/[\s'’€$£]/g, "");
    const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d*)?$`);
    if (grouped.test(bare)) return Number(bare.replaceAll(group, "").replace(point, "."));
    const plain = bare.replace(point, ".");
    return /^\d+(\.\d*)?$/.test(plain) ? Number(plain) : NaN;
  };

  const money = (amount, currency) =>
    new Intl.NumberFormat(german ? "de-DE" : "en-GB", { style: "currency", currency }).format(amount);

  const reckon = (form) => {
    const [amount, type, currency, periods] = ["amount", "amount_type", "currency", "periods"].map((name) =>
      form.elements.namedItem(name),
    );
    const fixed = type.value === "fixed";
    const box = form.querySelector("[data-periods]");
    box.hidden = fixed;
    const label = box.dataset[`label${type.value.charAt(0).toUpperCase()}${type.value.slice(1)}`];
    if (label) box.querySelector("label").textContent = label;
    const each = amountOf(amount.value);
    const count = Math.max(1, Number.parseInt(periods.value, 10) || 1);
    const shown = Number.isNaN(each) || fixed ? "" : `${count} × ${money(each, currency.value)} = ${money(each * count, currency.value)}`;
    form.querySelector("[data-total]").textContent = shown;
  };

  const followStage = (form) => {
    const stage = form.elements.namedItem("stage");
    const kind = JSON.parse(stage.dataset.kinds ?? "{}")[stage.value] ?? "open";
    form.querySelector("[data-closing]").hidden = kind === "open";
    form.querySelector("[data-lost]").hidden = kind !== "lost";
    const closed = kind !== "open";
    for (const field of [form.elements.namedItem("probability"), ...form.querySelectorAll("[name=probability_source]")])
      field.toggleAttribute("disabled", closed);
    if (closed) form.elements.namedItem("probability").value = kind === "won" ? "100" : "0";
  };

  const chooseSource = (form, source) => {
    const choice = form.querySelector(`[name=probability_source][value=${source}]`);
    if (choice) choice.checked = true;
  };

  const backToStage = (form) => {
    const stage = form.elements.namedItem("stage");
    const field = form.elements.namedItem("probability");
    field.dataset.ownValue = "false";
    field.value = String(JSON.parse(stage.dataset.probabilities)[stage.value] ?? "");
  };

  const showAccess = (form) => {
    const tick = form.elements.namedItem("restricted");
    if (tick) form.querySelector("[data-shown-by]").hidden = !tick.checked;
  };

  const addRow = (button) => {
    const box = button.closest("fieldset");
    const total = box.querySelector("[name$='-TOTAL_FORMS']");
    const row = box.querySelector("[data-row-template]").innerHTML.replaceAll("__prefix__", total.value);
    box.querySelector("[data-rows]").insertAdjacentHTML("beforeend", row);
    total.value = String(Number(total.value) + 1);
    box.querySelector("[data-rows] > :last-child select")?.focus();
  };

  for (const form of document.querySelectorAll(".opportunity-form")) {
    const own = form.querySelector("[name=probability_source][value=own]");
    form.elements.namedItem("probability").dataset.ownValue = String(Boolean(own?.checked));
    reckon(form);
    followStage(form);
    showAccess(form);
    form.addEventListener("input", (event) => {
      if (event.target.name === "probability") chooseSource(form, "own");
      if (["amount", "periods", "currency", "amount_type"].includes(event.target.name)) reckon(form);
    });
    form.addEventListener("change", (event) => {
      if (event.target.name === "stage") followStage(form);
      if (event.target.name === "restricted") showAccess(form);
      if (event.target.name === "probability_source" && event.target.value === "follows") backToStage(form);
      reckon(form);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row]");
      if (!button) return;
      event.preventDefault();
      addRow(button);
    });
  }

  // “Opportunity at stage”: choosing one is enough.
  for (const form of document.querySelectorAll("[data-submit-on-change]")) {
    form.querySelector("[data-without-script]")?.setAttribute("hidden", "");
    form.addEventListener("change", () => form.requestSubmit());
  }
})();
