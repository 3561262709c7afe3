import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '../scripts/jest.mjs';
import { readReport } from '../test/support/report.mjs';

/** What makes a suite fail that would leave out its tests where something is missing. */
const REQUIRED = {
  postgres: { TEST_POSTGRES: 'required' },
  browser: { TEST_BROWSER: 'required' },
  proxies: { TEST_PROXIES: 'required' },
  redis: { TEST_REDIS: 'required' },
  pgbouncer: { TEST_PGBOUNCER: 'required' },
};

/** Runs one proof on one engine: whether all of it was shown, and what was found. */
export async function runProof(root, engine, proof, { rounds, seed }) {
  const { suites, only, needs = [] } = proof;
  const folder = mkdtempSync(join(tmpdir(), 'prove-'));
  const written = join(folder, 'figures');
  const report = join(folder, 'report');
  // Without suites of its own a proof is all those of the gate, on that engine.
  const whole = suites.length === 0;
  const picked = ['--config', 'prove/jest.config.mjs', '--selectProjects', engine];
  const args = [
    ...(only === undefined ? [] : ['--testNamePattern', only]),
    ...(whole ? [] : [...picked, '--runTestsByPath', ...suites]),
  ];
  const required = [engine, ...needs].map((need) => REQUIRED[need]);
  const status = await jest(args, {
    cwd: root,
    env: Object.assign({}, process.env, ...required, {
      ...(rounds !== undefined && { PROVE_ROUNDS: String(rounds) }),
      ...(seed !== undefined && { TEST_SEED: String(seed) }),
      ...(whole && { TEST_ENGINE: engine }),
      PROVE_FIGURES: written,
      TEST_REPORT: report,
    }),
  });
  const ran = readReport(report).suites;
  // Those of all suites at once are of the gate's sizes, and would say little.
  const figures =
    !whole && existsSync(written) ? readFileSync(written, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true });
  // Ended from outside: nobody asks for the next one.
  if (status > 128) process.exit(status);

  const passed = ran.reduce((sum, suite) => sum + suite.passed, 0);
  const left = ran.flatMap(({ pending }) => pending).filter(isMeantBy(only));
  if (left.length > 0) console.log(`   not run:\n${left.map((name) => `     ${name}`).join('\n')}`);
  return {
    // Leaving out a part shows nothing of it.
    ok: status === 0 && passed > 0 && left.length === 0,
    figures: [
      ...figures,
      `${passed} tests passed`,
      ...(left.length > 0 ? [`${left.length} not run`] : []),
    ],
  };
}

/** As jest reads `--testNamePattern`: tests with other names are left out on purpose. */
function isMeantBy(only) {
  const pattern = new RegExp(only ?? '', 'i');
  return (name) => pattern.test(name);
}
