// Choosing a stage shows its probability at once, in sight, unless the person has set one by hand.
//   <select data-probabilities='{"12": 20, …}' data-probability-field="id_probability">
// The field may be left empty by the server to mean “follows the stage”; what is typed into it is the person's own.
(() => {
  const fieldOf = (select) =>
    document.getElementById(select.dataset.probabilityField) ?? select.form?.querySelector("[name$='probability']");

  const probabilityOf = (select) => {
    try {
      return JSON.parse(select.dataset.probabilities)[select.value];
    } catch {
      return undefined;
    }
  };

  const follow = (select) => {
    const field = fieldOf(select);
    const probability = probabilityOf(select);
    if (!field || probability === undefined || field.dataset.ownValue === "true") return;
    if (field.value === String(probability)) return;
    field.value = String(probability);
    field.classList.remove("changed-now");
    void field.offsetWidth; // starts the animation anew
    field.classList.add("changed-now");
    field.dispatchEvent(new Event("stage:followed", { bubbles: true }));
  };

  document.addEventListener("change", (event) => {
    const select = event.target.closest?.("select[data-probabilities]");
    if (select) follow(select);
  });

  document.addEventListener("input", (event) => {
    for (const select of document.querySelectorAll("select[data-probabilities]")) {
      const field = fieldOf(select);
      if (field === event.target) field.dataset.ownValue = String(field.value.trim() !== "");
    }
  });
})();
