// The phases of the gate: install, test, then lint, types and build, on two ways beside each other. All of them run
// even when one fails, so that one red run tells everything that is to be mended; its last lines say what.
// A suite that fails is run once more, alone: passes it then, it is named as flaky, and the gate is green.
import { readFileSync } from 'node:fs';
import { runCommand } from './run-command.mjs';
import { testPhase } from './suites.mjs';

/** What the README tells everybody to type. The gate runs these very two commands. */
const INSTALL = 'npm ci';
const TEST = 'npm test';

/** `npm run` what, at the end: one way takes about as long as the other. */
const WAYS = [
  ['lint:code', 'lint:format'],
  ['lint:types', 'typecheck', 'lint:borders', 'build'],
];

/** Far above what a slow machine needs: it only ends what hangs. */
const LIMIT_MS = 45 * 60_000;
const LIMIT = `the limit of ${LIMIT_MS / 60_000} minutes for the whole gate`;

const endsAt = performance.now() + LIMIT_MS;
const phases = [];
const broken = [];
let tested = { slow: [], flaky: [], total: 0 };

/** A command that ends with the time limit. */
async function run(command, env) {
  const ended = await runCommand(command, endsAt - performance.now(), env);
  if (ended.late) ended.lines.push(`Killed at ${LIMIT}.`);
  return ended;
}

/** Whether it went well. What would begin after the time limit does not begin, and that is a failure, too. */
async function phase(command, work = () => run(command)) {
  if (performance.now() >= endsAt) {
    broken.push({ what: command, lines: [], index: [`not begun before ${LIMIT}`] });
    return false;
  }
  console.log(`\n== ${command}`);
  const begun = performance.now();
  const { ok, how, lines, index = [how] } = await work();
  phases.push(`${command} ${Math.round((performance.now() - begun) / 1000)} s`);
  if (!ok) broken.push({ what: command, lines, index });
  return ok;
}

/** Once more when the registry stumbles. */
async function install() {
  const first = await run(INSTALL);
  if (first.ok || first.late) return first;
  console.log(`== ${INSTALL}, once more`);
  return run(INSTALL);
}

async function test() {
  tested = await testPhase(TEST, run);
  return tested;
}

async function runInTurn(steps) {
  for (const step of steps) await phase(`npm run ${step}`);
}

function readmeSays(command) {
  return readFileSync('README.md', 'utf8').split('\n').includes(command);
}

if (!readmeSays(`${INSTALL} && ${TEST}`)) {
  const index = [`it does not say: ${INSTALL} && ${TEST}`];
  broken.push({ what: 'README.md', lines: [], index });
} else if (await phase(INSTALL, install)) {
  await phase(TEST, test);
  await Promise.all(WAYS.map(runInTurn));
}

console.log(`\n== The gate\nPhases: ${phases.join(', ')}.`);
if (tested.slow.length > 0) console.log(`The slowest suites:\n${tested.slow.join('\n')}`);
for (const name of tested.flaky) console.log(`flaky: ${name}`);
for (const { what, lines } of broken) {
  if (lines.length > 0) console.log(`\n== ${what}\n${lines.join('\n')}`);
}
// Last, where nobody overlooks it: everything that is wrong, in a line each.
for (const { what, index } of broken) console.log(`\nFAILED: ${what}\n${index.join('\n')}`);
if (broken.length === 0) console.log(`${tested.total} passed, 0 failed`);
process.exitCode = broken.length === 0 ? 0 : 1;
