import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const SCENARIOS = join(import.meta.dirname, '..', 'scenarios');

export const USAGE = `Usage: npm run bench -- [options] [scenario ...]

Measures Gatehouse beside a reference, in the same run. Without a name, every scenario is run. The
beginning of a name, where it is no name itself, stands for all that begin with it.

  --rounds <n>  how many rounds count, after one to warm up (default: 5)
  --profile     write a CPU profile of each scenario to bench/profiles and summarise it
  --help        show this

A large log has 1,000,000 events, or as many as BENCH_EVENTS says. It is made the first time that it is
needed, which takes some minutes, and kept in bench/.kept.

Scenarios:
`;

/** A mistake of whoever typed the command: to be told in words, without a stack. */
function mistake(message) {
  return Object.assign(new Error(message), { expected: true });
}

/** Every file in scenarios/ is a scenario: it has `description` and `run(workshop)`. */
async function allScenarios() {
  const files = (await readdir(SCENARIOS)).filter((file) => file.endsWith('.mjs')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.mjs'.length),
      ...(await import(pathToFileURL(join(SCENARIOS, file)).href)),
    })),
  );
}

/** What the arguments ask for. */
export async function readCommand(args) {
  const { values, positionals } = parse(args);
  const all = await allScenarios();
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw mistake(`--rounds must be a whole number from 1, not "${values.rounds}".`);
  }
  return {
    help: values.help,
    available: all.map(({ name, description }) => `  ${name.padEnd(16)}  ${description}`),
    scenarios: positionals.length === 0 ? all : positionals.flatMap((name) => named(all, name)),
    rounds,
    profile: values.profile,
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        profile: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
      },
    });
  } catch (error) {
    throw mistake(`${error.message}\n\n${USAGE.trimEnd()} see --help`);
  }
}

/** The scenarios that a name stands for: one of its own, or all that it is the beginning of. */
function named(all, name) {
  const exactly = all.filter((scenario) => scenario.name === name);
  if (exactly.length > 0) return exactly;
  const found = all.filter((scenario) => scenario.name.startsWith(`${name}-`));
  if (found.length > 0) return found;
  const names = all.map((scenario) => scenario.name).join(', ');
  throw mistake(`There is no scenario "${name}". There are: ${names}.`);
}
