/* Draws each table of figures above it, from the table's own numbers. Everything works without this file. */
import { marks_of, marking } from "./marks.js";

let printing = false;
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/* Paper is white, whatever the theme of the screen. */
const inks = () => (printing
  ? { ink: "#000", soft: "#333", line: "#ccc", paper: "#fff" }
  : { ink: style("--dm-ink"), soft: style("--dm-ink-soft"), line: style("--dm-line"), paper: style("--dm-paper") });

/* An empty cell is no zero: there the line ends. */
const value = (cell) => (cell.dataset.n === "" ? null : Number(cell.dataset.n));

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: names.map((label, column) => ({ label, data: rows.map((row) => value(row.cells[column + 1])) })),
  };
}

/* Blue and orange of Okabe and Ito's set: told apart by everybody, and on paper by dashes and stripes. */
const COLOURS = ["#0072b2", "#d55e00"];
const PRINTED_WIDTH = "17cm"; // fits both A4 and Letter between their margins

function over_time({ labels, series }) {
  const few = labels.length < 40;
  const datasets = series.slice(0, 2).map((one, number) => ({
    ...one, borderColor: COLOURS[number ? 0 : 1], backgroundColor: COLOURS[number ? 0 : 1],
    borderDash: number ? [] : [6, 4], borderWidth: 2, tension: 0,
    pointRadius: few ? 3 : 0, pointStyle: number ? "circle" : "rect",
  }));
  return { type: "line", data: { labels, datasets } };
}

/* Beside bars there is little room for names; the table has them whole */
const short = (name) => {
  const most = innerWidth < 600 ? 14 : 48;
  return name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name;
};

/* Stripes, so that bars are told apart without their colour. */
function striped(context, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  for (const start of [-8, 0, 8]) {
    pen.moveTo(start, 8);
    pen.lineTo(start + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

function as_bars({ labels, series }, context, most) {
  const stripes = { backgroundColor: striped(context, COLOURS[1]), borderColor: COLOURS[1] };
  const plain = { backgroundColor: COLOURS[0], borderColor: COLOURS[0] };
  const looks = series.length > 1 ? [stripes, plain] : [plain];
  const datasets = looks.map((look, number) => ({ ...series[number], ...look, borderWidth: 1 })).map((one) => ({ ...one, barPercentage: 0.9, data: one.data.slice(0, most) }));
  return { type: "bar", data: { labels: labels.slice(0, most).map(short), datasets }, options: { indexAxis: "y" } };
}

/* Lines in the legend are dashed as they are on the curve. */
const legend = (bars, color) => ({
  color, usePointStyle: true, pointStyle: bars ? "rect" : "line", pointStyleWidth: bars ? 14 : 28,
  generateLabels: (chart) => Chart.defaults.plugins.legend.labels.generateLabels(chart).map((label) => ({
    ...label, lineDash: chart.data.datasets[label.datasetIndex].borderDash ?? [],
  })),
});

function draw(figure) {
  const numbers = read(figure.parentElement.querySelector("table"));
  if (!numbers.labels.length) return null;
  figure.hidden = false;
  figure.style.width = printing ? PRINTED_WIDTH : "";
  const bars = figure.dataset.chart === "bars", most = Number(figure.dataset.most);
  if (bars) figure.style.height = `${4 + 2.6 * Math.min(most, numbers.labels.length)}rem`;
  const canvas = figure.querySelector("canvas");
  const { ink, soft, line, paper } = inks();
  const axis = { ticks: { color: soft, precision: 0 }, grid: { color: line }, beginAtZero: true };
  const chart = bars ? as_bars(numbers, canvas.getContext("2d"), most) : over_time(numbers);
  const marks = bars ? [] : marks_of(figure);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const counted = { ...axis, ticks: { ...axis.ticks, callback: (number) => format.format(number) } };
  const named = { ticks: { color: soft, maxRotation: 0, autoSkip: !bars, autoSkipPadding: 16 }, grid: { display: false } };
  const plugin = marking(marks, numbers.labels.length, { ink, line: soft, paper });
  return new Chart(canvas, {
    ...chart,
    plugins: [plugin],
    options: {
      ...chart.options,
      animation: false, maintainAspectRatio: false, locale: document.documentElement.lang,
      interaction: { mode: "index", intersect: false, axis: bars ? "y" : "x" },
      layout: { padding: { top: plugin.room } },
      scales: bars ? { x: counted, y: named } : { x: named, y: counted },
      plugins: {
        legend: { position: "bottom", labels: legend(bars, ink) },
        tooltip: { callbacks: { afterBody: (items) => plugin.words(items[0]?.dataIndex) } },
      },
    },
  });
}

if (window.Chart) {
  let drawn = [];
  const all = () => {
    drawn.forEach((chart) => chart.destroy());
    drawn = [...document.querySelectorAll("figure[data-chart]")].map(draw).filter(Boolean);
  };
  const print = (begins) => () => {
    printing = begins;
    all();
  };
  all();
  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-bs-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  addEventListener("beforeprint", print(true));
  addEventListener("afterprint", print(false));
}
