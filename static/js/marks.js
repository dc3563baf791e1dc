/* Numbers on a curve for what happened on its days: a small plugin for Chart.js. The list beneath the curve says what each is. */

const LANE = 20; // pixels: a number and the space to the next lane
const MOST_LANES = 3; // more would leave the curve no room; what finds none has its line alone
const GAP = 3;
const FONT = "600 12px system-ui, sans-serif";

/* The marks of a figure by the row they stand on, each row once: { row, label: "3" or "3–5", words: [...] } */
export function marks_of(figure) {
  const rows = new Map();
  [...figure.parentElement.querySelectorAll(".marks li")].forEach((item, index) => {
    if (item.dataset.row === undefined) return;
    const row = Number(item.dataset.row);
    const said = [...item.querySelectorAll("strong, a, .moment-words")].map((part) => part.textContent.trim());
    rows.set(row, [...(rows.get(row) ?? []), { number: index + 1, words: `${index + 1}. ${said.join(": ")}` }]);
  });
  return [...rows].sort(([one], [other]) => one - other).map(([row, all]) => ({
    row,
    label: all.length > 1 ? `${all[0].number}–${all.at(-1).number}` : `${all[0].number}`,
    words: all.map((one) => one.words),
  }));
}

/* In which lane each label stands beside those before it; null where there is none for it. */
function lanes(places) {
  const ends = Array(MOST_LANES).fill(-Infinity);
  return places.map(({ x, width }) => {
    const lane = ends.findIndex((end) => x - width / 2 >= end + GAP);
    if (lane < 0) return null;
    ends[lane] = x + width / 2;
    return lane;
  });
}

export function marking(marks, rows, { ink, line, paper }) {
  const measured = (pen) => {
    pen.font = FONT;
    return marks.map((mark) => Math.max(18, pen.measureText(mark.label).width + 8));
  };
  return {
    id: "moments",
    /* Before anything is laid out nobody knows the axis' width: with some less room it never takes fewer lanes than in the end. */
    room({ chart }) {
      if (!marks.length) return 0;
      const widths = measured(chart.ctx), step = (chart.width - 80) / Math.max(1, rows - 1);
      const taken = lanes(marks.map((mark, index) => ({ x: mark.row * step, width: widths[index] })));
      return LANE * (1 + Math.max(0, ...taken.filter((lane) => lane !== null))) + 4;
    },
    words: (row) => marks.find((mark) => mark.row === row)?.words ?? [],
    afterDatasetsDraw({ ctx: pen, chartArea: area, scales }) {
      if (!marks.length) return;
      const widths = measured(pen), free = Math.max(1, Math.floor(area.top / LANE));
      const places = marks.map((mark, index) => {
        const half = widths[index] / 2, at = scales.x.getPixelForValue(mark.row);
        return { at, x: Math.min(Math.max(at, area.left + half), area.right - half), width: widths[index] };
      });
      pen.save();
      pen.lineWidth = 1;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      lanes(places).forEach((lane, index) => {
        const { at, x, width } = places[index];
        const named = lane !== null && lane < free;
        const y = area.top - 4 - LANE * ((named ? lane : 0) + 0.5);
        pen.strokeStyle = line;
        pen.setLineDash([2, 3]);
        pen.beginPath();
        pen.moveTo(at, named ? y : area.top);
        pen.lineTo(at, area.bottom);
        pen.stroke();
        if (!named) return;
        pen.setLineDash([]);
        pen.fillStyle = paper;
        pen.strokeStyle = ink;
        pen.beginPath();
        pen.roundRect(x - width / 2, y - 8.5, width, 17, 8.5);
        pen.fill();
        pen.stroke();
        pen.fillStyle = ink;
        pen.fillText(marks[index].label, x, y + 0.5);
      });
      pen.restore();
    },
  };
}
