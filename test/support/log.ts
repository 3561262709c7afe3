import Database from 'better-sqlite3';
import { Projections } from '../../src/event-store/projections.js';
import { rebuildProjections } from '../../src/event-store/rebuild-projections.js';
import { openSqlite } from '../../src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { verifyChain, type ChainReport } from '../../src/event-store/verify-chain.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../src/events.js';
import { PROJECTIONS } from '../../src/projections.js';

/** The event store of a Gatehouse that is not running. */
export async function openLog(path: string): Promise<SqliteEventStore> {
  const database = await openSqlite({ path, synchronous: 'full' });
  return new SqliteEventStore(database, EVENT_REGISTRY, new Projections(PROJECTIONS));
}

/** All events of a log, decoded. */
export async function allEvents(store: SqliteEventStore): Promise<RecordedGatehouseEvent[]> {
  const events: RecordedGatehouseEvent[] = [];
  for (;;) {
    const page = await store.readAll(events.length, 1000);
    events.push(...(page as RecordedGatehouseEvent[]));
    if (page.length < 1000) return events;
  }
}

/** Every row of every read model, by table. */
export function readModelRows(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  const tables = PROJECTIONS.flatMap((projection) => projection.tables);
  const rows = tables.map((table) => {
    const all = database.prepare(`SELECT * FROM ${table}`).all();
    return [table, all.map((row) => JSON.stringify(row)).sort()] as const;
  });
  database.close();
  return Object.fromEntries(rows);
}

export interface Examination {
  readonly chain: ChainReport;
  readonly events: readonly RecordedGatehouseEvent[];
  /** The rows as they were, and as a rebuild from the log makes them. */
  readonly live: Record<string, unknown[]>;
  readonly rebuilt: Record<string, unknown[]>;
}

/** Looks at a log that was left by a stop or a crash. */
export async function examine(path: string): Promise<Examination> {
  const store = await openLog(path);
  try {
    const live = readModelRows(path);
    await rebuildProjections(store, PROJECTIONS);
    const rebuilt = readModelRows(path);
    return { chain: await verifyChain(store), events: await allEvents(store), live, rebuilt };
  } finally {
    await store.close();
  }
}
