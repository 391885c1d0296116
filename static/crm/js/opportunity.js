// The form and the page of an opportunity: the total as it is typed, what the stage asks for, the rows of who has access,
// and lists where choosing is enough. Everything is shown by the server, too; without script all fields simply stand there.
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
    const field = (name) => form.elements.namedItem(name);
    const type = field("amount_type").value;
    const box = form.querySelector("[data-periods]");
    const fixed = type === "fixed";
    box.hidden = fixed;
    const label = box.getAttribute(`data-label-${type}`);
    if (label) box.querySelector("label").textContent = label;
    const each = amountOf(field("amount").value);
    const count = Math.max(1, Number.parseInt(field("periods").value, 10) || 1);
    const currency = field("currency").value;
    const shown = Number.isNaN(each) || fixed ? "" : `${count} × ${money(each, currency)} = ${money(each * count, currency)}`;
    form.querySelector("[data-total]").textContent = shown;
  };

  const valueFor = (stage, key) => JSON.parse(stage.dataset[key] ?? "{}")[stage.value];

  // Won is at 100 %, lost at 0 %, always; what was set by hand comes back when an open stage is chosen again.
  const followStage = (form) => {
    const stage = form.elements.namedItem("stage");
    const kind = valueFor(stage, "kinds") ?? "open";
    const closed = kind !== "open";
    const probability = form.elements.namedItem("probability");
    form.querySelector("[data-closing]").hidden = !closed;
    form.querySelector("[data-lost]").hidden = kind !== "lost";
    if (closed && !probability.disabled) probability.dataset.before = probability.value;
    if (closed) probability.value = kind === "won" ? "100" : "0";
    else if (probability.disabled && probability.dataset.ownValue === "true") probability.value = probability.dataset.before;
    for (const field of [probability, ...form.querySelectorAll("[name=probability_source]")])
      field.toggleAttribute("disabled", closed);
  };

  const chooseSource = (form, source) => {
    const choice = form.querySelector(`[name=probability_source][value=${source}]`);
    if (choice) choice.checked = true;
  };

  const setSource = (form, source) => {
    const field = form.elements.namedItem("probability");
    field.dataset.ownValue = String(source === "own");
    if (source === "own") return field.select();
    field.value = String(valueFor(form.elements.namedItem("stage"), "probabilities") ?? "");
  };

  const showAccess = (form) => {
    const tick = form.elements.namedItem("restricted");
    const rows = form.querySelector("[data-shown-by=restricted]");
    if (tick && rows) rows.hidden = !tick.checked;
  };

  const addRow = (button) => {
    const box = button.closest("[data-shown-by]");
    const total = box.querySelector("[name$='-TOTAL_FORMS']");
    const row = box.querySelector("[data-row-template]").innerHTML.replaceAll("__prefix__", total.value);
    box.querySelector("[data-rows]").insertAdjacentHTML("beforeend", row);
    total.value = String(Number(total.value) + 1);
    box.querySelector("[data-rows] > :last-child select")?.focus();
  };

  const isOpportunity = (form) => form?.matches?.(".opportunity-form");

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!isOpportunity(form)) return;
    if (event.target.name === "probability") chooseSource(form, "own");
    if (["amount", "periods"].includes(event.target.name)) reckon(form);
  });

  document.addEventListener("change", (event) => {
    const { form, name, value } = event.target;
    if (form && name === "restricted") showAccess(form);
    if (form?.matches?.("[data-submit-on-choice]") && event.target.matches("select") && value) {
      // An arrow key changes a closed list at once: what is passed on the way is no choice, the button or Enter is.
      if (event.target.dataset.stepping) return form.querySelector(".no-js-only")?.classList.remove("no-js-only");
      return form.requestSubmit();
    }
    if (!isOpportunity(form)) return;
    if (name === "stage") followStage(form);
    if (name === "probability_source") setSource(form, value);
    if (["currency", "amount_type"].includes(name)) reckon(form);
  });

  document.addEventListener("click", (event) => {
    const adding = event.target.closest?.("[data-add-row]");
    if (adding) {
      event.preventDefault();
      addRow(adding);
    }
    event.target.closest?.("[data-remove-row]")?.closest(".grant-row").remove();
  });

  const furnish = (root) => {
    for (const form of root.querySelectorAll(".opportunity-form")) {
      const own = form.querySelector("[name=probability_source][value=own]");
      form.elements.namedItem("probability").dataset.ownValue = String(Boolean(own?.checked));
      reckon(form);
      followStage(form);
    }
    for (const form of root.querySelectorAll(".opportunity-form, .access-form")) showAccess(form);
  };

  furnish(document);

  const STEPS = /^(Arrow|Home|End|Page|.$)/;
  document.addEventListener("keydown", (event) => {
    const select = event.target.closest?.("[data-submit-on-choice] select");
    if (!select) return;
    if (event.key === "Enter" && select.dataset.stepping) {
      event.preventDefault();
      select.form.requestSubmit();
    } else if (STEPS.test(event.key) && event.key !== " " && !event.altKey && !event.ctrlKey && !event.metaKey) {
      select.dataset.stepping = "true";
    }
  });
  document.addEventListener("pointerdown", (event) => {
    const select = event.target.closest?.("[data-submit-on-choice] select");
    if (select) delete select.dataset.stepping;
  });
})();
