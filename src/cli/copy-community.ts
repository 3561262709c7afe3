import type { DatabaseAddress } from '../settings/database-url.js';
import { copyLog, type CopyOptions, type CopyReport } from '../event-store/copy-log.js';
import { ChainBroken, DatabaseRefused } from '../event-store/errors.js';
import { postgresIdentity } from '../event-store/postgres/postgres-stored-log.js';
import { ensureProjections } from '../event-store/projections/rebuild-projections.js';
import { newDatabaseFile } from '../event-store/sqlite/new-database-file.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { PROJECTIONS } from '../projections.js';
import { carryIntoDatabase, carryIntoFile, type Carried } from './carry-signing-key.js';
import { filesBeside } from './backup-head.js';
import { openStore } from './databases.js';
import { Failure, refusedAs } from './failures.js';
import type { Terminal } from './terminal.js';

/** Of a target that cannot be taken away again. */
const ARRIVED = 'The log has arrived whole and was compared; the next start makes the read models.';

/** Where a community comes from. */
export interface Source {
  readonly address: DatabaseAddress;
  readonly log: StoredLog;
  /** What names it, for messages. */
  readonly named: string;
}

/** What is done when a copy is whole, before it has its name. */
type Finish = (temporary: string, signingKey: Carried) => Promise<void>;

export interface Arrived extends CopyReport {
  readonly signingKey: Carried;
}

/**
 * Copies a community into a new file or an empty PostgreSQL database, with its read models and the key that signs
 * heads, and compares what arrived.
 *
 * @throws DatabaseRefused for a target that is not empty, not ours, or the source; Failure for a source that
 *   is empty or damaged
 */
export async function copyInto(
  to: DatabaseAddress,
  source: Source,
  terminal: Terminal,
  finish?: Finish,
): Promise<Arrived> {
  const { address, log } = source;
  if (to.engine === 'sqlite') {
    const make = async (path: string): Promise<Arrived> => {
      const report = await fill({ engine: 'sqlite', path }, source, terminal);
      const signingKey = await carryIntoFile(address, log, to.path, path, terminal);
      await finish?.(path, signingKey);
      return { ...report, signingKey };
    };
    return newDatabaseFile(to.path, log.identity, make, { beside: filesBeside(to.path) });
  }
  if ((await postgresIdentity(to.url)) === log.identity) {
    throw new DatabaseRefused('it is the very database to be copied');
  }
  let signingKey: Carried = 'none';
  const report = await fill(to, source, terminal, async (transaction) => {
    signingKey = await carryIntoDatabase(address, log, transaction, terminal);
  });
  return { ...report, signingKey };
}

async function fill(
  to: DatabaseAddress,
  { log: source, named }: Source,
  terminal: Terminal,
  beside?: CopyOptions['beside'],
): Promise<CopyReport> {
  const { signal } = terminal;
  const store = await openStore(to);
  let report: CopyReport | undefined;
  try {
    report = await refusedAs('copy', () =>
      copyLog(source, store, {
        onProgress: (step, done, of) => terminal.progress(step, done, of),
        signal,
        ...(beside && { beside }),
      }),
    );
    await ensureProjections(store, PROJECTIONS, async (done, of) => {
      terminal.progress('making the read models, events', done, of);
      await new Promise(setImmediate);
      signal.throwIfAborted();
    });
    return report;
  } catch (error) {
    if (report && to.engine === 'postgres') terminal.warn(ARRIVED);
    if (!(error instanceof ChainBroken)) throw error;
    throw new Failure(`${named}: ${error.message} Nothing was copied; restore a backup.`);
  } finally {
    await store.close();
  }
}
