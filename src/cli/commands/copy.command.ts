import type { Command } from 'commander';
import type { DatabaseAddress } from '../../settings/database-url.js';
import { copyInto, type Arrived } from '../copy-community.js';
import { addressIn, openStored, refuseServed } from '../databases.js';
import { shownAddress } from '../../settings/database-url.js';
import { refusedAs } from '../failures.js';
import { counted, type Terminal } from '../terminal.js';

const HELP = `
The log arrives byte for byte, with its positions and hashes; personal keys, sessions, idempotency
records, snapshots and the key that signs heads come along, read models are made anew. Both sides are
read again and compared before it is done; a copy that fails or is interrupted leaves nothing. Stop
Gatehouse first: while it runs on the source a copy is refused, as what happens after it has begun would
not be in it (\`backup\` is for that). A password may come from PGPASSWORD or ~/.pgpass.

Examples:
  $ gatehouse copy --from sqlite:data/gatehouse.db --to postgres://gate@db.example/gatehouse
  $ gatehouse copy --from postgres://gate@db.example/gatehouse --to sqlite:backup/2026-11-24.db
  $ gatehouse --json copy --from sqlite:data/gatehouse.db --to sqlite:elsewhere.db`;

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Copies a community into an empty database: from SQLite to PostgreSQL, or back.')
    .requiredOption('--from <url>', 'the database of the community: sqlite:<path>, postgres://...')
    .requiredOption('--to <url>', 'an empty PostgreSQL database, or sqlite:<path> of a new file')
    .addHelpText('after', HELP)
    .action(({ from, to }: { from: string; to: string }) =>
      copy(addressIn('--from', from), addressIn('--to', to), terminal),
    );
}

async function copy(from: DatabaseAddress, to: DatabaseAddress, terminal: Terminal): Promise<void> {
  const startedAt = performance.now();
  await refusedAs('--from', () => refuseServed(from));
  const log = await refusedAs('--from', () => openStored(from));
  let report: Arrived;
  try {
    const source = { address: from, log, named: '--from' };
    report = await refusedAs('--to', () => copyInto(to, source, terminal));
  } finally {
    await log.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const missed = (await positionOf(from)) - report.head.position;
  const head = { position: report.head.position, hash: report.head.hash.toString('hex') };
  const beside = Object.entries(report.rows).map(([table, rows]) => `${counted(rows)} ${table}`);
  terminal.result(
    [
      `Copied ${counted(head.position)} events in ${seconds.toFixed(1)} s, with ${beside.join(', ')}.`,
      'The chain was recomputed and every column compared on both sides; both end with',
      `${head.position} ${head.hash}`,
      ...(report.signingKey === 'carried' ? ['The key that signs heads came along.'] : []),
      `Start Gatehouse on it with GATEHOUSE_DATABASE_URL=${shownAddress(to)}`,
    ],
    {
      ok: true,
      from: shownAddress(from),
      to: shownAddress(to),
      head,
      rows: report.rows,
      signing_key: report.signingKey,
      missed_events: missed,
      seconds: Number(seconds.toFixed(3)),
    },
  );
  if (missed > 0) {
    terminal.warn(
      `${counted(missed)} events came to the source meanwhile and are not in the copy: ` +
        'stop Gatehouse and copy again into an empty database.',
    );
  }
}

/** Where the log of the source ends by now. */
async function positionOf(address: DatabaseAddress): Promise<number> {
  const log = await openStored(address);
  try {
    return (await log.head()).position;
  } finally {
    await log.close();
  }
}
