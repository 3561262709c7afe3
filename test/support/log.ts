import { randomUUID } from 'node:crypto';
import type { EventStore, ReadModels } from '../../src/event-store/event-store.js';
import { chainHash, type StoredEvent } from '../../src/event-store/hash-chain.js';
import { openPostgres } from '../../src/event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../../src/event-store/postgres/postgres-event-store.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { rebuildProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { openSqlite } from '../../src/event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { verifyChain, type ChainReport } from '../../src/event-store/verify-chain.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../src/events.js';
import { PROJECTIONS } from '../../src/projections.js';
import { times } from './concurrently.js';

export type Log = EventStore & ReadModels;

/** The event store of a Gatehouse that is not running; or of one whose projections were others. */
export async function openLog(url: string, keeping = PROJECTIONS): Promise<Log> {
  const projections = new Projections(keeping);
  if (url.startsWith('postgres')) {
    const database = await openPostgres({ url, readers: 2 });
    return new PostgresEventStore(database, EVENT_REGISTRY, projections);
  }
  const path = url.slice('sqlite:'.length);
  const database = await openSqlite({ path, synchronous: 'full' });
  return new SqliteEventStore(database, EVENT_REGISTRY, projections);
}

/** All events of a log, decoded. */
export async function allEvents(store: EventStore): Promise<RecordedGatehouseEvent[]> {
  const events: RecordedGatehouseEvent[] = [];
  for (;;) {
    const page = await store.readAll(events.length, 1000);
    events.push(...(page as RecordedGatehouseEvent[]));
    if (page.length < 1000) return events;
  }
}

/** Makes a log, of which nobody is told, longer by so many thousand changes of the server's name, straight at the store. */
export async function lengthen(
  url: string,
  thousands: number,
  at = '2026-11-22T10:00:00.000Z',
): Promise<void> {
  const store = await openLog(url);
  try {
    for (const round of times(thousands)) {
      const events = times(1000).map((index) => ({
        id: `lengthened-${round}-${index}`,
        type: 'ServerSettingsChanged',
        data: { name: `Name ${index}` },
        actor: 'system',
        at,
        correlationId: 'test',
        causationId: null,
      }));
      await store.append([{ stream: 'server', expectedVersion: 'any', events }]);
    }
  } finally {
    await store.close();
  }
}

/** Adds to each of these streams an event of a type that is not known here, straight at the store. */
export async function appendUnknown(
  url: string,
  streams: readonly string[],
  said: Partial<Pick<StoredEvent, 'type' | 'schemaVersion' | 'data'>> = {},
): Promise<void> {
  const store = await openLog(url);
  try {
    for (const stream of streams) {
      const { position, hash } = await store.head();
      const [last] = await store.readStored(position - 1, 1);
      if (!last) throw new Error('There is none to go by.');
      const version = (await store.versionAt(stream, position)) + 1;
      const place = { id: randomUUID(), stream, version, position: position + 1 };
      const event = { ...last, ...place, type: 'Invented', data: '{}', reason: null, ...said };
      await store.transact((log) => log.adopt([{ ...event, hash: chainHash(hash, event) }]));
    }
  } finally {
    await store.close();
  }
}

/** Every row of every read model, by table. */
export async function readModelRows(store: ReadModels): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const table of PROJECTIONS.flatMap(({ tables }) => tables)) {
    const all = await store.all(`SELECT * FROM {${table}}`);
    rows[table] = all.map((row) => JSON.stringify(row)).sort();
  }
  return rows;
}

export interface Examination {
  readonly chain: ChainReport;
  readonly events: readonly RecordedGatehouseEvent[];
  /** The rows as they were, and as a rebuild from the log makes them. */
  readonly live: Record<string, unknown[]>;
  readonly rebuilt: Record<string, unknown[]>;
}

/** Looks at a log that was left by a stop or a crash. */
export async function examine(url: string): Promise<Examination> {
  const store = await openLog(url);
  try {
    const live = await readModelRows(store);
    await rebuildProjections(store, PROJECTIONS);
    const rebuilt = await readModelRows(store);
    return { chain: await verifyChain(store), events: await allEvents(store), live, rebuilt };
  } finally {
    await store.close();
  }
}
