// What the gate says of suites, from what jest's reporter wrote.
import { stripVTControlCharacters } from 'node:util';

const SLOWEST = 10;
/** How much of a failed test's message stands in its explanation. */
const MESSAGE_LINES = 8;

export function nameOf({ project, path }) {
  return `${project} ${path}`;
}

/** Each failure of a suite with the lines of its message that say something. */
export function explain(suite) {
  return suite.failures.flatMap(({ name, message }) => [
    `${nameOf(suite)} › ${name}`,
    ...telling(message)
      .slice(0, MESSAGE_LINES)
      .map((line) => `    ${line}`),
  ]);
}

/** One line for each failure of a suite. */
export function indexOf(suite) {
  return suite.failures.map(
    ({ name, message }) => `${nameOf(suite)} › ${name}: ${telling(message)[0]?.trim() ?? ''}`,
  );
}

/** One line for each test of a suite that was there and was not run. */
export function notRun(suite) {
  return suite.pending.map((name) => `${nameOf(suite)} › ${name}: not run`);
}

/** One line for each suite that had no end, with the test that it was at. */
export function stillRunning(running) {
  return running.map(
    (suite) => `still running: ${nameOf(suite)} › ${suite.name ?? 'its beginning'}`,
  );
}

export function slowest(suites) {
  return [...suites]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map((suite) => `${suite.seconds.toFixed(1).padStart(7)} s  ${nameOf(suite)}`);
}

function telling(message) {
  return (
    stripVTControlCharacters(message)
      .split('\n')
      // Where in Node it came through says nothing.
      .filter((line) => line.trim() !== '' && !/^ +at .*\(node:/.test(line))
  );
}
