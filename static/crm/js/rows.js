// Rows of a form that can be added and taken away: [data-rows-box] holds a formset's management form, [data-rows] its
// rows, a <template data-row-template> a blank one, and the button [data-more-rows]. Without script that button posts
// the form, which comes back with more rows; a row left empty counts for nothing.
(() => {
  const addRow = (box) => {
    const total = box.querySelector("[name$='-TOTAL_FORMS']");
    const row = box.querySelector("[data-row-template]").innerHTML.replaceAll("__prefix__", total.value);
    box.querySelector("[data-rows]").insertAdjacentHTML("beforeend", row);
    total.value = String(Number(total.value) + 1);
    box.querySelector("[data-rows] > :last-child :is(select, input)")?.focus();
  };

  // The row stays in the form, emptied and out of sight, so that the numbers of the others hold.
  const dropRow = (row) => {
    for (const input of row.querySelectorAll("input")) input.value = "";
    row.hidden = true;
    row.closest("[data-rows-box]").querySelector("[data-more-rows]").focus();
  };

  document.addEventListener("click", (event) => {
    const more = event.target.closest?.("[data-more-rows]");
    if (more) {
      event.preventDefault();
      addRow(more.closest("[data-rows-box]"));
    }
    const row = event.target.closest?.("[data-drop-row]")?.closest("[data-rows] > *");
    if (row) dropRow(row);
  });
})();
