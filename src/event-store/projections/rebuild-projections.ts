import { DatabaseRefused } from '../errors.js';
import { MAX_READ, type EventStore, type LogTransaction } from '../event-store.js';
import type { LogEntry } from '../event.js';
import type { Projection } from './projection.js';
import { project } from './projections.js';
import { sql } from '../statement.js';
import { clearUnfinished, drop, rowOf, suffixOf } from './unfinished-rebuilds.js';

/** Hears how far a rebuild is, positions done and of how many. It is waited for; what it throws ends the rebuild. */
export type RebuildProgress = (done: number, of: number) => unknown;

/** How often a start begins a rebuild that erasures have ended. */
const MAX_TRIES = 10;

class RebuildOvertaken extends DatabaseRefused {
  constructor() {
    super(
      'another rebuild of the read models, a start of Gatehouse or an erasure has come in between; run it again',
    );
  }
}

/**
 * Makes sure that every read model is there in today's version: creates the tables of a fresh log,
 * rebuilds those whose schema or handlers have changed since they were filled. An erasure ends a rebuild at work, and
 * a process of the version before may well record one: then it begins anew.
 *
 * @returns the names of the projections that were rebuilt
 */
export async function ensureProjections(
  store: EventStore,
  projections: readonly Projection[],
  onProgress?: RebuildProgress,
): Promise<readonly string[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await rebuildStale(store, projections, onProgress);
    } catch (error) {
      if (!(error instanceof RebuildOvertaken) || tries === MAX_TRIES) throw error;
    }
  }
}

async function rebuildStale(
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
  const numbers = new Map<Projection, number>();
  await store.transact(async (transaction) => {
    for (const projection of projections) {
      numbers.set(projection, await beginRebuild(transaction, projection));
    }
  });
  try {
    await fillAndSwap(store, numbers, onProgress);
  } catch (error) {
    // What cannot be taken away now goes with the next start.
    await clearUnfinished(store, numbers.keys(), numbers).catch(() => undefined);
    throw error;
  }
}

async function fillAndSwap(
  store: EventStore,
  numbers: ReadonlyMap<Projection, number>,
  onProgress?: RebuildProgress,
): Promise<void> {
  const fill = async (transaction: LogTransaction, events: readonly LogEntry[]) => {
    for (const [projection, number] of numbers) {
      const row = await rowOf(transaction, projection);
      if (row?.rebuilds !== number) throw new RebuildOvertaken();
    }
    for (const event of events) {
      for (const [projection, number] of numbers) {
        for (const statement of project(projection, event)) {
          await transaction.write(statement, suffixOf(number));
        }
      }
    }
  };

  let done = 0;
  for (;;) {
    // By the connection that reads a log from end to end: the other's cache is left to the keys.
    const events = await store.decode(await store.readStored(done, MAX_READ));
    if (events.length === 0) break;
    await store.transact((transaction) => fill(transaction, events));
    done = events.at(-1)?.position ?? done;
    await onProgress?.(done, (await store.head()).position);
  }
  await store.transact(async (transaction) => {
    // What was appended since the last page was read; nothing more can come under the lock.
    for (;;) {
      const events = await transaction.readAll(done, MAX_READ);
      if (events.length === 0) break;
      await fill(transaction, events);
      done = events.at(-1)?.position ?? done;
    }
    await fill(transaction, []);
    for (const [projection, number] of numbers) await swap(transaction, projection, number);
  });
}

/**
 * Takes the next number, which no other process then has, and makes its tables. Whatever an earlier
 * rebuild has left behind goes; one that is still at work finds out.
 */
async function beginRebuild(transaction: LogTransaction, projection: Projection): Promise<number> {
  const row = await rowOf(transaction, projection);
  const number = Math.abs(row?.rebuilds ?? 0) + 1;
  for (let earlier = 1; earlier <= number; earlier++) {
    for (const table of projection.tables) await drop(transaction, table + suffixOf(earlier));
  }
  for (const text of projection.schema) await transaction.write(sql(text), suffixOf(number));
  await transaction.write(
    sql(
      `INSERT INTO projections (name, version, rebuilds) VALUES (?, 0, ?)
       ON CONFLICT (name) DO UPDATE SET rebuilds = excluded.rebuilds`,
      projection.name,
      number,
    ),
  );
  return number;
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
  number: number,
): Promise<void> {
  for (const table of projection.tables) {
    await drop(transaction, table);
    await transaction.write(sql(`ALTER TABLE ${table}${suffixOf(number)} RENAME TO ${table}`));
  }
  await transaction.write(
    sql(
      'UPDATE projections SET version = ?, rebuilds = ? WHERE name = ?',
      projection.version,
      -number,
      projection.name,
    ),
  );
}
