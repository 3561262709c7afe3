// The test phase: all suites, and each that failed once more, alone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../test/support/report.mjs';
import { explain, indexOf, nameOf, notRun, slowest, stillRunning } from './report.mjs';

/**
 * Whether all went well, and what is to be said in the end: of the whole run `total`, `slow` and `flaky`; of what went
 * wrong `lines`, and `index` with one line for each.
 *
 * @param run runs a command with additions to its environment
 */
export async function testPhase(command, run) {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  // However the gate ends.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;
  const suites = async (command) => {
    const file = join(folder, String(runs++));
    return { ...(await run(command, { TEST_REPORT: file })), ...readReport(file) };
  };
  const all = await suites(command);
  const told = { slow: slowest(all.suites), flaky: [], total: passedIn(all.suites) };
  const failed = all.suites.filter(({ failures }) => failures.length > 0);
  const pending = all.suites.flatMap(notRun);
  if (!all.complete) return { ...told, ...incomplete(all, failed) };
  if (failed.length + pending.length === 0) return { ...told, ...verdictOf(all) };

  const twice = [];
  for (const suite of failed) {
    console.log(`\n== once more, alone: ${nameOf(suite)}`);
    const alone = `${command} -- --selectProjects ${suite.project} --runTestsByPath ${suite.path}`;
    const again = await suites(alone);
    if (again.ok && again.complete) {
      told.flaky.push(nameOf(suite));
      told.total += passedIn(again.suites) - suite.passed;
      pending.push(...again.suites.flatMap(notRun));
    } else {
      twice.push(again.suites.find(({ failures }) => failures.length > 0) ?? suite);
    }
  }
  const index = [...new Set([...twice.flatMap(indexOf), ...pending])];
  return { ...told, ok: index.length === 0, lines: twice.flatMap(explain), index };
}

/** Of a run that was ended before all suites had their turn; to try those again that failed would tell nothing. */
function incomplete({ how, lines, running }, failed) {
  return {
    ok: false,
    lines: [...lines, ...failed.flatMap(explain)],
    index: [`the run of the suites: ${how}`, ...stillRunning(running), ...failed.flatMap(indexOf)],
  };
}

/** Of a run in which no suite complains. */
function verdictOf({ ok, how, lines, suites }) {
  if (!ok) return { ok, lines, index: [`the run of the suites: ${how}`] };
  if (passedIn(suites) === 0) return { ok: false, lines: [], index: ['No test was run.'] };
  return { ok, lines: [], index: [] };
}

function passedIn(suites) {
  return suites.reduce((sum, { passed }) => sum + passed, 0);
}
