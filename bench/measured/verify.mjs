// What `gatehouse audit verify` does with a database.
import { checkChain } from '../../dist/src/cli/check-community.js';
import { openStored } from '../../dist/src/cli/databases.js';
import { Terminal } from '../../dist/src/cli/terminal.js';
import { timedWork } from '../lib/timed-work.mjs';

const [path] = process.argv.slice(2);
const nobody = { write: () => undefined };

await timedWork(async () => {
  const log = await openStored({ engine: 'sqlite', path });
  try {
    const { ok, checked } = await checkChain(log, new Terminal(true, nobody, nobody));
    if (!ok) throw new Error('The chain is broken.');
    return { events: checked };
  } finally {
    await log.close();
  }
});
