/* Draws each table of figures above it, from the table's own numbers. Everything works without this file. */
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: names.map((label, column) => ({ label, data: rows.map((row) => Number(row.cells[column + 1].dataset.n)) })),
  };
}

/* Blue and orange of Okabe and Ito's set: told apart by everybody, and on paper by their lightness. */
const COLOURS = ["#0072b2", "#d55e00"];
const BARS = 20;

function over_time({ labels, series }) {
  const datasets = series.slice(0, 2).map((one, number) => ({
    ...one, borderColor: COLOURS[number ? 0 : 1], backgroundColor: COLOURS[number ? 0 : 1],
    borderDash: number ? [] : [6, 4], borderWidth: 2, pointRadius: labels.length < 40 ? 3 : 0, tension: 0,
  }));
  return { type: "line", data: { labels, datasets } };
}

/* Beside bars there is little room for names; the table has them whole */
const short = (name) => {
  const most = innerWidth < 600 ? 14 : 48;
  return name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name;
};

function as_bars({ labels, series }) {
  const shown = series.length > 1 ? series[1] : series[0];
  const whole = series[0];
  const datasets = [
    { ...whole, backgroundColor: COLOURS[1], barPercentage: 0.9 },
    { ...shown, backgroundColor: COLOURS[0], barPercentage: 0.9 },
  ].map((one) => ({ ...one, data: one.data.slice(0, BARS) }));
  return { type: "bar", data: { labels: labels.slice(0, BARS).map(short), datasets }, options: { indexAxis: "y" } };
}

function draw(figure) {
  const table = figure.parentElement.querySelector("table");
  const numbers = read(table);
  if (!numbers.labels.length) return null;
  figure.hidden = false;
  const bars = figure.dataset.chart === "bars";
  if (bars) figure.style.height = `${4 + 2.6 * Math.min(BARS, numbers.labels.length)}rem`;
  const ink = style("--dm-ink-soft"), line = style("--dm-line");
  const axis = { ticks: { color: ink, precision: 0 }, grid: { color: line }, beginAtZero: true };
  const chart = bars ? as_bars(numbers) : over_time(numbers);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const counted = { ...axis, ticks: { ...axis.ticks, callback: (value) => format.format(value) } };
  const named = { ticks: { color: ink, maxRotation: 0, autoSkipPadding: 16 }, grid: { display: false } };
  return new Chart(figure.querySelector("canvas"), {
    ...chart,
    options: {
      ...chart.options,
      animation: false, maintainAspectRatio: false, locale: document.documentElement.lang,
      interaction: { mode: "index", intersect: false, axis: bars ? "y" : "x" },
      scales: bars ? { x: counted, y: named } : { x: named, y: counted },
      plugins: { legend: { position: "bottom", labels: { color: style("--dm-ink"), usePointStyle: true, pointStyle: bars ? "rect" : "line" } } },
    },
  });
}

if (window.Chart) {
  let drawn = [];
  const all = () => {
    drawn.forEach((chart) => chart.destroy());
    drawn = [...document.querySelectorAll("figure[data-chart]")].map(draw).filter(Boolean);
  };
  all();
  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-bs-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
}
