/** 1,234,567 */
export const whole = (value) => Math.round(value).toLocaleString('en');

const COLUMNS = [
  ['scenario', (result) => result.scenario],
  ['reference', (result) => result.reference],
  ['', (result) => whole(result.referenceFigure)],
  ['Gatehouse', (result) => whole(result.figure)],
  ['unit', (result) => result.unit],
  ['ratio', (result) => result.ratio.toFixed(2)],
  ['reach', (result) => result.reach.toFixed(2)],
  ['ok?', (result) => (result.ok ? 'yes' : 'NO')],
  ['spread', (result) => result.spread.map((ratio) => ratio.toFixed(2)).join(' to ')],
];

/**
 * The results for people; of scenarios: medians of the rounds, and between which bounds the ratio was.
 *
 * @template Result
 * @param {Result[]} results
 * @param {[title: string, cell: (result: Result) => string][]} columns
 */
export function table(results, columns = COLUMNS) {
  const rows = [
    columns.map(([title]) => title),
    ...results.map((result) => columns.map(([, cell]) => cell(result))),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => align(cell, widths[column])).join('  '),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** Numbers to the right, words to the left. */
function align(cell, width) {
  return /^[\d.,]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
