import type { Config } from './config.js';
import { DatabaseRefused } from './event-store/errors.js';
import type { EventStore, ReadModels } from './event-store/event-store.js';
import { Projections } from './event-store/projections/projections.js';
import { ReadOnlyEventStore } from './event-store/read-only-event-store.js';
import { openSqliteReadOnly } from './event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from './event-store/sqlite/sqlite-event-store.js';
import { openStoredSqlite } from './event-store/sqlite/sqlite-stored-log.js';
import type { StoredLog } from './event-store/stored-log.js';
import { EVENT_REGISTRY } from './events.js';
import { PROJECTIONS } from './projections.js';
import { standingsIn } from './standings.js';

/** Connections of a process to PostgreSQL: those who look take their time. */
const READERS = 4;

/**
 * Opens the log that the settings name to look at it: nothing is made, brought up to date or written.
 *
 * @throws DatabaseRefused for a database that is not there, not ours, or empty, and for one that would
 *   have to be brought up to date first
 */
export async function openReadOnlyStore({
  postgresUrl,
  sqlite,
}: Config): Promise<EventStore & ReadModels> {
  const projections = new Projections(PROJECTIONS);
  if (postgresUrl === undefined) {
    await refuseUnready(openStoredSqlite(sqlite.path));
    const database = openSqliteReadOnly(sqlite.path);
    return new ReadOnlyEventStore(new SqliteEventStore(database, EVENT_REGISTRY, projections));
  }
  const { openStoredPostgres } = await import('./event-store/postgres/postgres-stored-log.js');
  await refuseUnready(await openStoredPostgres(postgresUrl));
  const { openPostgresLogReadOnly } = await import('./event-store/postgres/open-postgres-log.js');
  const options = { url: postgresUrl, readers: READERS };
  return new ReadOnlyEventStore(openPostgresLogReadOnly(options, EVENT_REGISTRY, projections));
}

async function refuseUnready(log: StoredLog): Promise<void> {
  try {
    if ((await log.head()).position === 0) {
      throw new DatabaseRefused('there is no community in it yet; start Gatehouse once');
    }
    const stale = (await standingsIn(log)).find(({ current }) => !current);
    if (stale) {
      throw new DatabaseRefused(`${stale.name} is of another version; \`gatehouse migrate up\``);
    }
  } finally {
    await log.close();
  }
}
