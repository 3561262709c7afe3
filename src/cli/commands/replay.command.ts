import type { Command } from 'commander';
import type { Moment } from '../../audit/moments.js';
import { ChainBroken } from '../../event-store/errors.js';
import type { Head } from '../../event-store/event-store.js';
import { ensureProjections } from '../../event-store/projections/rebuild-projections.js';
import { replayLog } from '../../event-store/replay-log.js';
import { newDatabaseFile } from '../../event-store/sqlite/new-database-file.js';
import type { StoredLog } from '../../event-store/stored-log.js';
import { PROJECTIONS } from '../../projections.js';
import { standingsIn } from '../../standings.js';
import {
  communityOf,
  DATABASE_OPTION,
  openStore,
  openStored,
  type Community,
  type DatabaseOption,
} from '../databases.js';
import { Failure, refusedAs } from '../failures.js';
import { momentIn, momentOf } from '../moment.js';
import { counted, type Terminal } from '../terminal.js';

const HELP = `
The file holds the log up to there, byte for byte, with its chain, the keys that names are read with, and the read
models as they were. Sessions stay behind, and so does the key that signs heads. The file is written under
another name first, \`<file>.incomplete\`, overwrites nothing, and is made unwritable. The database is only
read; the server may run meanwhile. A time stands for the last event that is not later.

Examples:
  $ gatehouse replay --until 4711 --into then.db
  $ gatehouse replay --until 2026-11-22T10:00:00.000Z --into tuesday.db
  $ gatehouse start --read-only --database sqlite:tuesday.db`;

interface ReplayOptions extends DatabaseOption {
  readonly until: string;
  readonly into: string;
}

export function define(command: Command, terminal: Terminal): void {
  command
    .description('Writes the community as it was at a moment into a new file, to be looked at.')
    .requiredOption('--until <moment>', 'the last position that is taken along, or a time')
    .requiredOption('--into <file>', 'a file that does not exist yet')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: ReplayOptions) => replay(options, communityOf(options), terminal));
}

async function replay(
  { until, into }: ReplayOptions,
  { address, named }: Community,
  terminal: Terminal,
): Promise<void> {
  const asked = await momentIn('--until', until);
  const source = await refusedAs(named, () => openStored(address));
  try {
    // A time is looked up in a read model.
    if (asked.at !== undefined) await refuseStale(source, named);
    const moment = await refusedAs(named, () => momentOf(source, '--until', asked));
    if (moment.position === 0) throw new Failure(`Nothing had happened by ${until}.`);
    const head = await refusedAs('--into', () =>
      newDatabaseFile(
        into,
        source.identity,
        (path) => fill(path, source, moment, named, terminal),
        { unwritable: true },
      ),
    );
    const said = { position: head.position, hash: head.hash.toString('hex') };
    terminal.result(
      [
        `${into} is the community as of ${moment.at}, behind ${counted(head.position)} events. The head:`,
        `${said.position} ${said.hash}`,
        `Look at it: gatehouse start --read-only --database sqlite:${into}`,
      ],
      { ok: true, file: into, as_of: moment, head: said },
    );
  } finally {
    await source.close();
  }
}

async function refuseStale(source: StoredLog, named: string): Promise<void> {
  const stale = (await standingsIn(source)).find(({ current }) => !current);
  if (!stale) return;
  throw new Failure(
    `${named}: ${stale.name} is of another version; \`gatehouse migrate up\`, or name a position.`,
  );
}

async function fill(
  path: string,
  source: StoredLog,
  { position }: Moment,
  named: string,
  terminal: Terminal,
): Promise<Head> {
  const pause = async (step: string, done: number, of: number): Promise<void> => {
    terminal.progress(step, done, of);
    await new Promise(setImmediate);
    terminal.signal.throwIfAborted();
  };
  const store = await openStore({ engine: 'sqlite', path });
  try {
    const head = await replayLog(source, store, position, pause);
    await ensureProjections(store, PROJECTIONS, (done, of) =>
      pause('making the read models, events', done, of),
    );
    return head;
  } catch (error) {
    if (!(error instanceof ChainBroken)) throw error;
    throw new Failure(`${named}: ${error.message} Nothing was written; restore a backup.`);
  } finally {
    await store.close();
  }
}
