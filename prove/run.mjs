// `npm run prove`: shows what is too big, too slow or too violent for `npm test`, one proof after the other.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { build } from '../scripts/build.mjs';
import { readReport } from '../test/support/report.mjs';
import { PROOFS, sizeOf } from './proofs.mjs';
import { record } from './record.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ENGINES = ['sqlite', 'postgres'];

const program = new Command('prove')
  .usage('[name...] [options]')
  .description('Runs proofs by their names, or all of them; without a name it lists them.')
  .argument('[name...]', 'proofs, or "all"')
  .option('--rounds <number>', 'how many: what is counted is in the list', atLeast(1))
  .option('--seed <number>', 'repeats the chance of an earlier run', atLeast(0))
  .option('--engine <engine>', `only on ${ENGINES.join(' or ')}`, engineOf)
  .option('--record', 'writes the figures into docs/proofs.md')
  .showHelpAfterError()
  .parse();

function atLeast(least) {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}

function engineOf(text) {
  if (ENGINES.includes(text)) return text;
  throw new InvalidArgumentError(`It must be ${ENGINES.join(' or ')}.`);
}

const options = program.opts();
if (program.args.length === 0) {
  list();
} else {
  const proofs = chosen(program.args);
  build();
  const failed = [];
  for (const proof of proofs) if (!(await run(proof))) failed.push(proof.name);
  if (failed.length > 0) console.log(`\nNot shown: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function list() {
  console.log(
    'npm run prove -- <name...> | all  [--rounds n] [--seed n] [--engine e] [--record]\n',
  );
  const wide = Math.max(...PROOFS.map(({ name }) => name.length));
  for (const { name, shows, engines, takes, ...proof } of PROOFS) {
    console.log(`${name.padEnd(wide)}  ${shows}`);
    const size = [sizeOf(proof), engines.join(' and '), `about ${takes}`].filter(Boolean);
    console.log(`${''.padEnd(wide)}  ${size.join('; ')}`);
  }
}

function chosen(names) {
  if (names.includes('all')) return PROOFS;
  return names.map((name) => {
    const found = PROOFS.find((proof) => proof.name === name);
    if (!found) program.error(`There is no proof called ${name}; \`npm run prove\` lists them.`);
    return found;
  });
}

/** Whether all of it held, on each engine. */
async function run(proof) {
  const { name } = proof;
  const engines = proof.engines.filter((engine) => [undefined, engine].includes(options.engine));
  const rounds = proof.rounds && (options.rounds ?? proof.rounds);
  const seed = options.seed ?? randomInt(2 ** 31);
  let held = true;
  for (const engine of engines) {
    console.log(`\n== ${name} on ${engine}: ${proof.shows}`);
    console.log(`   ${[sizeOf({ ...proof, rounds }), `seed ${seed}`].filter(Boolean).join(', ')}`);
    const begun = Date.now();
    const { ok, figures } = jest(engine, proof, { rounds, seed });
    const seconds = Math.round((Date.now() - begun) / 1000);
    for (const text of figures) console.log(`   ${text}`);
    console.log(`   ${ok ? 'shown' : 'NOT SHOWN'} in ${seconds} s`);
    if (ok && options.record) {
      await record(root, { ...proof, rounds, engine, seed, figures, seconds });
    }
    held &&= ok;
  }
  return held;
}

function jest(engine, { suites, only }, { rounds, seed }) {
  const folder = mkdtempSync(join(tmpdir(), 'prove-'));
  const written = join(folder, 'figures');
  const report = join(folder, 'report.json');
  // Without suites of its own a proof is all those of the gate, on that engine.
  const args =
    suites.length === 0
      ? []
      : ['--config', 'prove/jest.config.mjs', '--selectProjects', engine, '--runTestsByPath'];
  const names = only === undefined ? [] : ['--testNamePattern', only];
  const command = ['scripts/jest.mjs', ...names, ...args, ...suites];
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(rounds !== undefined && { PROVE_ROUNDS: String(rounds) }),
      ...(suites.length === 0 && { TEST_ENGINE: engine }),
      PROVE_FIGURES: written,
      TEST_REPORT: report,
      TEST_SEED: String(seed),
      TEST_POSTGRES: engine === 'postgres' ? 'required' : '',
    },
  });
  const passed = readReport(report).suites.reduce((sum, suite) => sum + suite.passed, 0);
  // Those of all suites at once are of the gate's sizes, and would say little.
  const isWhole = suites.length > 0 && existsSync(written);
  const figures = isWhole ? readFileSync(written, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true });
  // Skipping everything shows nothing.
  return { ok: status === 0 && passed > 0, figures: [...figures, `${passed} tests passed`] };
}
