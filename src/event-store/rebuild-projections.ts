import { MAX_READ, type EventStore, type LogTransaction } from './event-store.js';
import type { RecordedEvent } from './event.js';
import type { Projection } from './projection.js';
import { project } from './projections.js';
import { sql } from './statement.js';

/** Hears how far a rebuild is: positions done, and of how many. */
export type RebuildProgress = (done: number, of: number) => void;

interface ProjectionRow {
  readonly version: number;
  readonly rebuilds: number;
}

/**
 * Makes sure that every read model is there in today's version: creates the tables of a fresh log,
 * rebuilds those whose schema or handlers have changed since they were filled.
 *
 * @returns the names of the projections that were rebuilt
 */
export async function ensureProjections(
  store: EventStore,
  projections: readonly Projection[],
  onProgress?: RebuildProgress,
): Promise<readonly string[]> {
  const { position } = await store.head();
  const stale: Projection[] = [];
  for (const projection of projections) {
    const row = await store.transact((transaction) => rowOf(transaction, projection));
    if (row?.version === projection.version) continue;
    if (position > 0 || row) stale.push(projection);
    else await store.transact((transaction) => create(transaction, projection));
  }
  if (stale.length > 0) await rebuildProjections(store, stale, onProgress);
  return stale.map(({ name }) => name);
}

/**
 * Fills new tables beside the old ones from the whole log and swaps them in one transaction, while
 * the service goes on reading the old and appending.
 */
export async function rebuildProjections(
  store: EventStore,
  projections: readonly Projection[],
  onProgress?: RebuildProgress,
): Promise<void> {
  const suffixes = new Map<Projection, string>();
  await store.transact(async (transaction) => {
    for (const projection of projections) {
      const row = await rowOf(transaction, projection);
      const suffix = `__r${(row?.rebuilds ?? 0) + 1}`;
      suffixes.set(projection, suffix);
      // What an interrupted rebuild left behind.
      for (const table of projection.tables) await drop(transaction, table + suffix);
      for (const text of projection.schema) await transaction.write(sql(text), suffix);
    }
  });
  const fill = async (transaction: LogTransaction, events: readonly RecordedEvent[]) => {
    for (const event of events) {
      for (const [projection, suffix] of suffixes) {
        for (const statement of project(projection, event)) {
          await transaction.write(statement, suffix);
        }
      }
    }
  };

  let done = 0;
  for (;;) {
    const events = await store.readAll(done, MAX_READ);
    if (events.length === 0) break;
    await store.transact((transaction) => fill(transaction, events));
    done = events.at(-1)?.position ?? done;
    onProgress?.(done, (await store.head()).position);
  }
  await store.transact(async (transaction) => {
    // What was appended since the last page was read; nothing more can come under the lock.
    for (;;) {
      const events = await transaction.readAll(done, MAX_READ);
      if (events.length === 0) break;
      await fill(transaction, events);
      done = events.at(-1)?.position ?? done;
    }
    for (const [projection, suffix] of suffixes) await swap(transaction, projection, suffix);
  });
}

async function rowOf(
  transaction: LogTransaction,
  projection: Projection,
): Promise<ProjectionRow | undefined> {
  return transaction.get<ProjectionRow>(
    sql('SELECT version, rebuilds FROM projections WHERE name = ?', projection.name),
  );
}

async function create(transaction: LogTransaction, projection: Projection): Promise<void> {
  for (const text of projection.schema) await transaction.write(sql(text));
  await transaction.write(
    sql(
      'INSERT INTO projections (name, version, rebuilds) VALUES (?, ?, 0)',
      projection.name,
      projection.version,
    ),
  );
}

async function swap(
  transaction: LogTransaction,
  projection: Projection,
  suffix: string,
): Promise<void> {
  for (const table of projection.tables) {
    await drop(transaction, table);
    await transaction.write(sql(`ALTER TABLE ${table}${suffix} RENAME TO ${table}`));
  }
  await transaction.write(
    sql(
      `INSERT INTO projections (name, version, rebuilds) VALUES (?, ?, 1)
       ON CONFLICT (name) DO UPDATE SET version = excluded.version,
         rebuilds = projections.rebuilds + 1`,
      projection.name,
      projection.version,
    ),
  );
}

async function drop(transaction: LogTransaction, table: string): Promise<void> {
  await transaction.write(sql(`DROP TABLE IF EXISTS ${table}`));
}
