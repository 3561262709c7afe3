import type { EventRegistry } from '../event-types.js';
import type { Projections } from '../projections/projections.js';
import { PostgresConnections } from './postgres-connections.js';
import { openPostgres, type PostgresOptions } from './postgres-database.js';
import { PostgresEventStore } from './postgres-event-store.js';

// Loaded where a log is in PostgreSQL only: the driver and TypeORM take their time.

/** As {@link openPostgres}. */
export async function openPostgresLog(
  options: PostgresOptions,
  registry: EventRegistry,
  projections: Projections,
): Promise<PostgresEventStore> {
  return new PostgresEventStore(await openPostgres(options), registry, projections);
}

/** The same to look at it: nothing is brought up to date or written. */
export function openPostgresLogReadOnly(
  { url, readers }: PostgresOptions,
  registry: EventRegistry,
  projections: Projections,
): PostgresEventStore {
  const connections = new PostgresConnections({ url, readers, readOnly: true });
  return new PostgresEventStore(connections, registry, projections);
}
