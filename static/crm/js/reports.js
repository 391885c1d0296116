// Draws the charts of reports out of their tables: what a chart shows is what the table says. The colour of a series is
// the one of the mark at its column's heading, so that it follows light and dark. Without script the tables stand alone.
(() => {
  const MOST_DECIMALS = 2;
  const charts = new Map();
  const language = document.documentElement.lang || "en";

  const formats = (table, kind) => {
    const money = { style: "currency", currency: table.dataset.currency };
    const options = kind === "money" ? money : { maximumFractionDigits: MOST_DECIMALS };
    return {
      whole: new Intl.NumberFormat(language, options),
      short: new Intl.NumberFormat(language, { ...options, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }),
    };
  };

  const read = (table) => {
    const headings = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows].filter((row) => !("aside" in row.dataset));
    const series = headings.filter((heading) => heading.dataset.series);
    return {
      kind: series[0].dataset.series,
      labels: rows.map((row) => row.cells[0].textContent.trim()),
      datasets: series.map((heading) => ({
        label: heading.textContent.trim(),
        data: rows.map((row) => Number(row.cells[heading.cellIndex].dataset.value || 0)),
        backgroundColor: getComputedStyle(heading.querySelector(".series")).color,
        borderRadius: 3,
        maxBarThickness: 44,
      })),
    };
  };

  const draw = (holder) => {
    const table = document.getElementById(holder.dataset.table);
    const { kind, labels, datasets } = read(table);
    const { whole, short } = formats(table, kind);
    const style = getComputedStyle(table.tHead.rows[0].cells[0]);
    const ink = style.color;
    const line = style.borderBottomColor;
    const stacked = holder.dataset.chart === "stacked";
    charts.get(holder)?.destroy();
    holder.hidden = false;
    charts.set(holder, new Chart(holder.querySelector("canvas"), {
      type: "bar",
      data: { labels, datasets },
      options: {
        animation: false,
        maintainAspectRatio: false,
        locale: language,
        font: { family: style.fontFamily },
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { stacked, grid: { display: false }, ticks: { color: ink }, border: { color: line } },
          y: { stacked, beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { color: ink, maxTicksLimit: 6, precision: 0, callback: (value) => short.format(value) } },
        },
        plugins: {
          legend: { display: datasets.length > 1, labels: { color: ink, boxWidth: 12, boxHeight: 12 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${whole.format(item.raw)}` } },
        },
      },
    }));
  };

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);

  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
})();
