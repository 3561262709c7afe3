// Opens pages in a real browser and prints how soon they can be used.
import { parseArgs } from 'node:util';
import { loadavg } from 'node:os';
import { machine } from './lib/machine.mjs';
import { finishLine } from './lib/progress.mjs';
import { Workshop } from './lib/workshop.mjs';
import * as joinPage from './pages/join-page.mjs';
import * as longLists from './pages/long-lists.mjs';

const SCENARIOS = new Map([
  ['join-page', joinPage],
  ['long-lists', longLists],
]);

const USAGE = `Usage: npm run bench:pages -- [options] [scenario ...]

Opens pages of Gatehouse in Chromium and reads the browser's own performance timeline: medians of all
rounds, with the least and the most. Without a name, every scenario is run.

  --rounds <n>  how many rounds count (default: 9)
  --help        show this

Scenarios:
${[...SCENARIOS].map(([name, { description }]) => `  ${name.padEnd(12)}${description}`).join('\n')}`;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      rounds: { type: 'string', default: '9' },
    },
  });
  if (values.help) return console.log(USAGE);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw mistake('--rounds must be a whole number from 1.');
  const names = positionals.length === 0 ? [...SCENARIOS.keys()] : positionals;
  for (const name of names) {
    const scenario = SCENARIOS.get(name);
    if (!scenario) throw mistake(`There is no scenario "${name}".\n\n${USAGE}`);
    const workshop = new Workshop({ name, rounds, profile: false });
    try {
      const figures = await scenario.run(workshop, rounds);
      finishLine();
      console.log(`\n${name}: ${scenario.description}`);
      print(figures);
    } finally {
      finishLine();
      await workshop.close();
    }
  }
  const { date, node, machine: about } = machine();
  const busy = loadavg()[0].toFixed(1);
  console.log(`\n${date}, Node ${node}, ${about.cores} x ${about.cpu}, load ${busy}`);
}

function print(figures) {
  const whole = (value) => Math.round(value).toLocaleString('en');
  const wide = Math.max(...figures.map(([name]) => name.length));
  for (const [name, middle, least, most] of figures) {
    const spread = least === most ? '' : `  ${whole(least)} to ${whole(most)}`;
    console.log(`  ${name.padEnd(wide)}  ${whole(middle).padStart(9)}${spread}`);
  }
}

function mistake(message) {
  return Object.assign(new Error(message), { expected: true });
}

main().catch((error) => {
  finishLine();
  console.error(error.expected || error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error);
  process.exit(1);
});
