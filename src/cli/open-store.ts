import type { DatabaseAddress } from '../settings/database-url.js';
import type { EventStore, ReadModels } from '../event-store/event-store.js';
import { openPostgres } from '../event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../event-store/postgres/postgres-event-store.js';
import { Projections } from '../event-store/projections/projections.js';
import { openSqlite } from '../event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { EVENT_REGISTRY } from '../events.js';
import { PROJECTIONS } from '../projections.js';

/** Connections that read beside the one that writes. */
const READERS = 2;

/** As `openStore` says. */
export async function open(address: DatabaseAddress): Promise<EventStore & ReadModels> {
  const projections = new Projections(PROJECTIONS);
  return address.engine === 'sqlite'
    ? new SqliteEventStore(
        await openSqlite({ path: address.path, synchronous: 'full' }),
        EVENT_REGISTRY,
        projections,
      )
    : new PostgresEventStore(
        await openPostgres({ url: address.url, readers: READERS }),
        EVENT_REGISTRY,
        projections,
      );
}
