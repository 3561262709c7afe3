// `npm run prove`: shows what is too big, too slow or too violent for `npm test`, one proof after the other.
import { randomInt } from 'node:crypto';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { build } from '../scripts/build.mjs';
import { GROUPS, PROOFS, sizeOf } from './proofs.mjs';
import { record } from './record.mjs';
import { runProof } from './run-proof.mjs';

const root = dirname(import.meta.dirname);
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
  for (const proof of proofs) {
    const objection = objectionTo(proof);
    if (objection) program.error(objection);
  }
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
  for (const { name, shows, engines, seeded, takes, ...proof } of PROOFS) {
    console.log(`${name.padEnd(wide)}  ${shows}`);
    const size = [sizeOf(proof), engines.join(' and '), seeded && 'by a seed', `about ${takes}`];
    console.log(`${''.padEnd(wide)}  ${size.filter(Boolean).join('; ')}`);
  }
  for (const [name, parts] of Object.entries(GROUPS)) {
    console.log(`${name.padEnd(wide)}  ${parts.join(', ')}`);
  }
}

function chosen(names) {
  if (names.includes('all')) return PROOFS.filter(isOnEngine);
  const each = names.flatMap((name) => (Object.hasOwn(GROUPS, name) ? GROUPS[name] : name));
  return each.map((name) => {
    const found = PROOFS.find((proof) => proof.name === name);
    if (!found) program.error(`There is no proof called ${name}; \`npm run prove\` lists them.`);
    return found;
  });
}

/** Of all proofs, those that are about the engine that was asked for; the others are named. */
function isOnEngine(proof) {
  const is = enginesOf(proof).length > 0;
  if (!is)
    console.log(`left out: ${proof.name}, which runs on ${proof.engines.join(' and ')} only`);
  return is;
}

function enginesOf({ engines }) {
  return engines.filter((engine) => [undefined, engine].includes(options.engine));
}

/** Why a proof cannot be run as it is asked for, or nothing. */
function objectionTo(proof) {
  const { name, engines, rounds, of, least = 1, seeded = false } = proof;
  if (enginesOf(proof).length === 0) return `${name} runs on ${engines.join(' and ')} only.`;
  if (options.seed !== undefined && !seeded) {
    return `${name} draws nothing from a seed: --seed would change nothing.`;
  }
  if (options.rounds === undefined) return undefined;
  if (rounds === undefined) return `${name} has no size: --rounds would change nothing.`;
  if (options.rounds < least) return `${name} shows nothing below ${least} ${of}.`;
  if (options.record && options.rounds < rounds) {
    return `${name} is recorded from ${sizeOf(proof)} on.`;
  }
  return undefined;
}

/** Whether all of it held, on each engine. */
async function run(proof) {
  const { name } = proof;
  const rounds = proof.rounds && (options.rounds ?? proof.rounds);
  const seed = proof.seeded && (options.seed ?? randomInt(2 ** 31));
  let held = true;
  for (const engine of enginesOf(proof)) {
    console.log(`\n== ${name} on ${engine}: ${proof.shows}`);
    const size = sizeOf({ ...proof, rounds, seed });
    if (size) console.log(`   ${size}`);
    const begun = performance.now();
    const { ok, figures } = await runProof(root, engine, proof, { rounds, seed });
    const seconds = Math.round((performance.now() - begun) / 1000);
    for (const text of figures) console.log(`   ${text}`);
    console.log(`   ${ok ? 'shown' : 'NOT SHOWN'} in ${seconds} s`);
    if (options.record) await record(root, { name, engine, size, ok, figures, seconds });
    held &&= ok;
  }
  return held;
}
