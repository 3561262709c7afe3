import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const { document } = parseHTML('<html></html>');

const PANEL = { width: 380, height: 300 };
const TITLE_HEIGHT = 40;
/** A light background of its own, so that it can be read on a dark page. */
const PAPER = '#ffffff';
const INK = '#1f2328';
const COLOURS = { p50: '#0969da', p99: '#cf222e', throughput: '#1a7f37' };

/**
 * Draws what joins do as something grows: how many there are a second, and beside it how long half and how
 * long 99 of 100 of them take at the most.
 *
 * @param {{ title: string, xLabel: string, rows: { x: number, perSecond: number, p50Ms: number,
 *   p99Ms: number }[] }} terms
 * @returns {string} an SVG document
 */
export function joinsChart({ title, xLabel, rows }) {
  const x = { label: xLabel, ticks: rows.map((row) => row.x) };
  const panels = [
    panel(x, 'joins a second', [{ name: 'throughput', points: points(rows, 'perSecond') }]),
    panel(x, 'milliseconds to the answer', [
      { name: 'p50', label: 'p50', points: points(rows, 'p50Ms') },
      { name: 'p99', label: 'p99', points: points(rows, 'p99Ms') },
    ]),
  ];
  const width = panels.length * PANEL.width;
  const height = PANEL.height + TITLE_HEIGHT;
  const placed = panels.map((svg, index) => {
    svg.setAttribute('x', String(index * PANEL.width));
    svg.setAttribute('y', String(TITLE_HEIGHT));
    return svg.toString();
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img">
<title>${title}</title>
<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>
<text x="16" y="26" font-size="16" font-weight="600" fill="${INK}">${title}</text>
${placed.join('\n')}
</svg>
`;
}

function points(rows, field) {
  return rows.map((row) => ({ x: row.x, y: row[field] }));
}

function panel(x, yLabel, lines) {
  return Plot.plot({
    document,
    ...PANEL,
    marginLeft: 64,
    marginRight: 64,
    marginBottom: 44,
    style: { background: PAPER, color: INK, fontSize: '12px' },
    x: { type: 'log', axis: null },
    y: { label: yLabel, grid: true, zero: true, nice: true, tickFormat: shortNumber },
    marks: [
      Plot.ruleY([0]),
      // The axis that a logarithmic scale comes with leaves numbers out.
      Plot.axisX(x.ticks, { label: x.label, text: shortNumber }),
      ...lines.flatMap(({ name, label, points }) => [
        Plot.line(points, { x: 'x', y: 'y', stroke: COLOURS[name], strokeWidth: 2 }),
        Plot.dot(points, { x: 'x', y: 'y', fill: COLOURS[name] }),
        Plot.text(label === undefined ? [] : points.slice(-1), {
          x: 'x',
          y: 'y',
          text: () => label,
          fill: COLOURS[name],
          textAnchor: 'start',
          dx: 8,
        }),
      ]),
    ],
  });
}

/** 10009 as 10k, 1000009 as 1M. */
function shortNumber(value) {
  const tenths = (unit) => Math.round((10 * value) / unit) / 10;
  if (value >= 1e6) return `${tenths(1e6)}M`;
  return value >= 1e4 ? `${tenths(1e3)}k` : String(value);
}
