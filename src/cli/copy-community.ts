import type { DatabaseAddress } from '../settings/database-url.js';
import { copyLog, type CopyReport } from '../event-store/copy-log.js';
import { ChainBroken, DatabaseRefused } from '../event-store/errors.js';
import { postgresIdentity } from '../event-store/postgres/postgres-stored-log.js';
import { ensureProjections } from '../event-store/projections/rebuild-projections.js';
import { newDatabaseFile } from '../event-store/sqlite/new-database-file.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { PROJECTIONS } from '../projections.js';
import { openStore } from './databases.js';
import { Failure, refusedAs } from './failures.js';
import type { Terminal } from './terminal.js';

/** Of a target that cannot be taken away again. */
const ARRIVED = 'The log has arrived whole and was compared; the next start makes the read models.';

/**
 * Copies a community into a new file or an empty PostgreSQL database, with its read models, and compares
 * what arrived.
 *
 * @param named what names the source, for messages
 * @throws DatabaseRefused for a target that is not empty, not ours, or the source; Failure for a source that
 *   is empty or damaged
 */
export async function copyInto(
  to: DatabaseAddress,
  source: StoredLog,
  named: string,
  terminal: Terminal,
): Promise<CopyReport> {
  if (to.engine === 'sqlite') {
    return newDatabaseFile(to.path, source.identity, (path) =>
      fill({ engine: 'sqlite', path }, source, named, terminal),
    );
  }
  if ((await postgresIdentity(to.url)) === source.identity) {
    throw new DatabaseRefused('it is the very database to be copied');
  }
  return fill(to, source, named, terminal);
}

async function fill(
  to: DatabaseAddress,
  source: StoredLog,
  named: string,
  terminal: Terminal,
): Promise<CopyReport> {
  const { signal } = terminal;
  const store = await openStore(to);
  let report: CopyReport | undefined;
  try {
    report = await refusedAs('copy', () =>
      copyLog(source, store, {
        onProgress: (step, done, of) => terminal.progress(step, done, of),
        signal,
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
