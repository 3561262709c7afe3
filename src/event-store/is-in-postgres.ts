import type { EventStore } from './event-store.js';
// The type alone: the driver is loaded where a log is in PostgreSQL only.
import type { PostgresEventStore } from './postgres/postgres-event-store.js';

export function isInPostgres(store: EventStore): store is PostgresEventStore {
  return 'clockOffsetMs' in store;
}
