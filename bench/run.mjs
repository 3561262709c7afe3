// Runs the scenarios that were asked for, prints what came of them, and keeps it in results.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommand, USAGE } from './lib/command-line.mjs';
import { machine } from './lib/machine.mjs';
import { finishLine } from './lib/progress.mjs';
import { table } from './lib/table.mjs';
import { inWorkshop } from './lib/workshop.mjs';

const RESULTS = join(import.meta.dirname, 'results.json');

async function main() {
  const command = await readCommand(process.argv.slice(2));
  if (command.help) return console.log(USAGE + command.available.join('\n'));

  const results = [];
  for (const { name, run, whyNot } of command.scenarios) {
    console.log(`\n${name}`);
    const missing = await whyNot?.();
    if (missing !== undefined) {
      console.log(`  left out: ${missing}`);
      continue;
    }
    results.push({ scenario: name, ...(await inWorkshop({ ...command, name }, run)) });
  }
  console.log(`\n${table(results)}`);
  // A profiled process is a slower one: its figures are to be looked at, not kept.
  if (command.profile) return;
  writeFileSync(RESULTS, `${JSON.stringify({ ...machine(), results }, null, 2)}\n`);
  console.log(`\nEvery round is in ${RESULTS}`);
}

main().catch((error) => {
  finishLine();
  console.error(error.expected ? error.message : error);
  process.exit(1);
});
