// The phases of the gate, one after the other: install, test, lint, types, build. All of them run even
// when one fails, so that one red run tells everything that is to be mended; its last lines say what.
// A suite that fails is run once more, alone: passes it then, it is named as flaky, and the gate is green.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readReport } from '../test/support/report.mjs';

/** What the README tells everybody to type. The gate runs these very two commands. */
const INSTALL = 'npm ci';
const TEST = 'npm test';

/** Far above what a slow machine needs: it only ends what hangs. */
const LIMIT_MS = 45 * 60_000;
const SLOWEST = 10;
/** How much of a failed command's output, and of a failed test's message, stands in the last lines. */
const OUTPUT_LINES = 15;
const MESSAGE_LINES = 8;

const endsAt = Date.now() + LIMIT_MS;
const phases = [];
const flaky = [];
const broken = [];
const slow = [];
let total = 0;

/** Runs a command and shows what it says. Its whole process group ends with the time limit. */
function run(command, env = {}) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      detached: true,
    });
    let said = '';
    const show = (chunk) => {
      process.stdout.write(chunk);
      said = (said + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        process.kill(-child.pid, 'SIGKILL');
      },
      Math.max(1, endsAt - Date.now()),
    );
    child.on('close', (code) => {
      clearTimeout(timer);
      const lines = stripVTControlCharacters(said).trimEnd().split('\n').slice(-OUTPUT_LINES);
      if (late)
        lines.push(`Ended after ${LIMIT_MS / 60_000} minutes, the limit for the whole gate.`);
      resolve({ ok: code === 0, lines });
    });
  });
}

/** Whether it went well. What begins too late does not begin: one line about the limit is enough. */
async function phase(command, work = () => run(command)) {
  if (Date.now() >= endsAt) return false;
  console.log(`\n== ${command}`);
  const begun = Date.now();
  const { ok, lines } = await work();
  phases.push(`${command} ${Math.round((Date.now() - begun) / 1000)} s`);
  if (!ok) broken.push({ what: command, lines });
  return ok;
}

/** Once more when the registry stumbles. */
async function install() {
  const first = await run(INSTALL);
  if (first.ok) return first;
  console.log(`== ${INSTALL}, once more`);
  return run(INSTALL);
}

/** One run of suites: what jest's reporter wrote of each that came to its end. */
async function suites(command, folder, name) {
  const report = join(folder, `${name}.json`);
  const { ok, lines } = await run(command, { TEST_REPORT: report });
  return { ok, lines, ran: readReport(report).suites };
}

async function test() {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  try {
    const { ok, lines, ran } = await suites(TEST, folder, 'all');
    const failed = ran.filter(({ failures }) => failures.length > 0);
    slowest(ran);
    if (!ok && failed.length === 0) return { ok, lines };
    let passed = ran.reduce((sum, suite) => sum + suite.passed, 0);
    if (passed === 0) return { ok: false, lines: ['No test was run.'] };
    const twice = [];
    for (const [index, suite] of failed.entries()) {
      console.log(`\n== once more, alone: ${nameOf(suite)}`);
      const alone = `${TEST} -- --selectProjects ${suite.project} --runTestsByPath ${suite.path}`;
      const again = await suites(alone, folder, `again-${index}`);
      if (again.ok) {
        flaky.push(nameOf(suite));
        passed += again.ran.reduce((sum, { passed }) => sum + passed, 0) - suite.passed;
      } else {
        twice.push(again.ran.find(({ failures }) => failures.length > 0) ?? suite);
      }
    }
    total = passed;
    return { ok: twice.length === 0, lines: twice.flatMap(explain) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf({ project, path }) {
  return `${project} ${path}`;
}

function explain(suite) {
  return suite.failures.flatMap(({ name, message }) => [
    `${nameOf(suite)} › ${name}`,
    ...stripVTControlCharacters(message)
      .split('\n')
      // Where in Node it came through says nothing.
      .filter((line) => line.trim() !== '' && !/^ +at .*\(node:/.test(line))
      .slice(0, MESSAGE_LINES)
      .map((line) => `    ${line}`),
  ]);
}

function slowest(ran) {
  const order = [...ran].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  slow.push(...order.map((suite) => `${suite.seconds.toFixed(1).padStart(7)} s  ${nameOf(suite)}`));
}

function readmeSays(command) {
  return readFileSync('README.md', 'utf8').split('\n').includes(command);
}

if (!readmeSays(`${INSTALL} && ${TEST}`)) {
  broken.push({ what: 'README.md', lines: [`It does not say: ${INSTALL} && ${TEST}`] });
} else if (await phase(INSTALL, install)) {
  await phase(TEST, test);
  for (const step of ['lint', 'typecheck', 'build']) await phase(`npm run ${step}`);
}

console.log(`\n== The gate\nPhases: ${phases.join(', ')}.`);
if (slow.length > 0) console.log(`The slowest suites:\n${slow.join('\n')}`);
for (const name of flaky) console.log(`flaky: ${name}`);
for (const { what, lines } of broken) console.log(`\nFAILED: ${what}\n${lines.join('\n')}`);
if (broken.length === 0) console.log(`${total} passed, 0 failed`);
process.exitCode = broken.length === 0 ? 0 : 1;
