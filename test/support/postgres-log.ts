import { Client } from 'pg';
import { openPostgres } from '../../src/event-store/postgres/postgres-database.js';
import { PostgresEventStore } from '../../src/event-store/postgres/postgres-event-store.js';
import { Projections } from '../../src/event-store/projections/projections.js';
import { rebuildProjections } from '../../src/event-store/projections/rebuild-projections.js';
import { verifyChain } from '../../src/event-store/verify-chain.js';
import { EVENT_REGISTRY, type RecordedGatehouseEvent } from '../../src/events.js';
import { PROJECTIONS } from '../../src/projections.js';
import type { Examination } from './log.js';

/** Every row of every read model, by table. */
export async function readModelRowsAt(url: string): Promise<Record<string, unknown[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, unknown[]> = {};
    for (const table of PROJECTIONS.flatMap(({ tables }) => tables)) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${table}`);
      found[table] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Looks at a log on PostgreSQL that nobody writes to just now. */
export async function examineAt(url: string): Promise<Examination> {
  const database = await openPostgres({ url, readers: 2, projections: PROJECTIONS });
  const store = new PostgresEventStore(database, EVENT_REGISTRY, new Projections(PROJECTIONS));
  try {
    const live = await readModelRowsAt(url);
    await rebuildProjections(store, PROJECTIONS);
    const rebuilt = await readModelRowsAt(url);
    const events: RecordedGatehouseEvent[] = [];
    for (;;) {
      const page = await store.readAll(events.length, 1000);
      events.push(...(page as RecordedGatehouseEvent[]));
      if (page.length < 1000) break;
    }
    return { chain: await verifyChain(store), events, live, rebuilt };
  } finally {
    await store.close();
  }
}
