// Runs the scenarios that were asked for, prints what came of them, and keeps it in results.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommand, USAGE } from './lib/command-line.mjs';
import { machine } from './lib/machine.mjs';
import { finishLine, say } from './lib/progress.mjs';
import { table } from './lib/table.mjs';
import { Workshop } from './lib/workshop.mjs';

const RESULTS = join(import.meta.dirname, 'results.json');

async function main() {
  const command = await readCommand(process.argv.slice(2));
  if (command.help) return console.log(USAGE + command.available.join('\n'));

  const results = [];
  for (const { name, run } of command.scenarios) {
    console.log(`\n${name}`);
    results.push({ scenario: name, ...(await runInWorkshop(run, name, command)) });
  }
  console.log(`\n${table(results)}`);
  // A profiled process is a slower one: its figures are to be looked at, not kept.
  if (command.profile) return;
  writeFileSync(RESULTS, `${JSON.stringify({ ...machine(), results }, null, 2)}\n`);
  console.log(`\nEvery round is in ${RESULTS}`);
}

async function runInWorkshop(run, name, { rounds, profile }) {
  const workshop = new Workshop({ name, rounds, profile });
  const interrupted = () => void workshop.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    return await run(workshop);
  } finally {
    process.off('SIGINT', interrupted);
    finishLine();
    say('closing');
    await workshop.close();
    finishLine();
  }
}

main().catch((error) => {
  finishLine();
  console.error(error.expected ? error.message : error);
  process.exit(1);
});
