import { existsSync, readFileSync } from 'node:fs';

/**
 * What became of a run, as `report-reporter.mjs` has written it so far:
 * - `suites`: those that ended, `{ project, path, seconds, passed, pending: [name], failures: [{ name, message }] }`
 * - `running`: those that did not, `{ project, path, name }` with the test that each began last
 * - `complete`: whether all suites had their turn
 */
export function readReport(file) {
  const running = new Map();
  const suites = [];
  let complete = false;
  const key = ({ project, path }) => `${project} ${path}`;
  for (const { began, testing, ended, ...rest } of linesOf(file)) {
    const begun = began ?? testing;
    if (begun) running.set(key(begun), begun);
    if (ended && running.delete(key(ended))) suites.push(ended);
    complete ||= rest.complete === true;
  }
  return { suites, running: [...running.values()], complete };
}

function linesOf(file) {
  if (!existsSync(file)) return [];
  // Whoever is killed leaves half a line.
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line));
}
