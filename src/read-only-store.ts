import type { Config } from './config.js';
import { DatabaseRefused } from './event-store/errors.js';
import type { EventStore, ReadModels } from './event-store/event-store.js';
import { PostgresConnections } from './event-store/postgres/postgres-connections.js';
import { PostgresEventStore } from './event-store/postgres/postgres-event-store.js';
import { openStoredPostgres } from './event-store/postgres/postgres-stored-log.js';
import { Projections } from './event-store/projections/projections.js';
import { ReadOnlyEventStore } from './event-store/read-only-event-store.js';
import { openSqliteReadOnly } from './event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from './event-store/sqlite/sqlite-event-store.js';
import { openStoredSqlite } from './event-store/sqlite/sqlite-stored-log.js';
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
  await refuseUnready(
    postgresUrl === undefined
      ? () => Promise.resolve(openStoredSqlite(sqlite.path))
      : () => openStoredPostgres(postgresUrl),
  );
  const projections = new Projections(PROJECTIONS);
  return new ReadOnlyEventStore(
    postgresUrl === undefined
      ? new SqliteEventStore(openSqliteReadOnly(sqlite.path), EVENT_REGISTRY, projections)
      : new PostgresEventStore(
          new PostgresConnections({ url: postgresUrl, readers: READERS, readOnly: true }),
          EVENT_REGISTRY,
          projections,
        ),
  );
}

async function refuseUnready(open: () => ReturnType<typeof openStoredPostgres>): Promise<void> {
  const log = await open();
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
