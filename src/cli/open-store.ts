import type { DatabaseAddress } from '../settings/database-url.js';
import type { EventStore, ReadModels } from '../event-store/event-store.js';
import { Projections } from '../event-store/projections/projections.js';
import { openSqlite } from '../event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { EVENT_REGISTRY } from '../events.js';
import { PROJECTIONS } from '../projections.js';

/** Connections that read beside the one that writes. */
const READERS = 2;

export interface OpenOptions {
  /** Whether no server may start on the file meanwhile; on PostgreSQL it waits where it must. */
  readonly alone?: boolean;
}

/** As `openStore` says. */
export async function open(
  address: DatabaseAddress,
  { alone = false }: OpenOptions = {},
): Promise<EventStore & ReadModels> {
  const projections = new Projections(PROJECTIONS);
  if (address.engine === 'sqlite') {
    const { path } = address;
    const database = await openSqlite({ path, synchronous: 'full', forServer: alone });
    return new SqliteEventStore(database, EVENT_REGISTRY, projections);
  }
  const { openPostgresLog } = await import('../event-store/postgres/open-postgres-log.js');
  const options = { url: address.url, readers: READERS };
  return openPostgresLog(options, EVENT_REGISTRY, projections);
}
