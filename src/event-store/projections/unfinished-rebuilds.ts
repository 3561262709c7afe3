import type { EventStore, LogTransaction } from '../event-store.js';
import type { Projection } from './projection.js';
import { sql } from '../statement.js';

/** What the tables of a rebuild are made and dropped by. */
type RebuildTransaction = Pick<LogTransaction, 'all' | 'write'>;

interface ProjectionRow {
  readonly version: number;
  /** The number of the last rebuild: below zero once nothing is left of its own tables. */
  readonly rebuilds: number;
}

/**
 * Takes away what a rebuild that was killed has left: names of people, too, whom nobody would erase there. One that is
 * at work finds out.
 *
 * @param numbers of these rebuilds only
 */
export async function clearUnfinished(
  store: EventStore,
  projections: Iterable<Projection>,
  numbers?: ReadonlyMap<Projection, number>,
): Promise<void> {
  for (const projection of projections) {
    await store.transact(async (transaction) => {
      const number = (await rowOf(transaction, projection))?.rebuilds ?? 0;
      if (number <= 0 || (numbers && numbers.get(projection) !== number)) return;
      await discard(transaction, projection, number);
    });
  }
}

/**
 * With an erasure: in tables that nobody may ever finish, what is erased would stay. A rebuild that is at work finds
 * out, as at the start of a server.
 */
export async function discardUnfinished(
  transaction: RebuildTransaction,
  projections: readonly Projection[],
): Promise<void> {
  const unfinished = await transaction.all<{ readonly name: string; readonly rebuilds: number }>(
    sql('SELECT name, rebuilds FROM projections WHERE rebuilds > 0'),
  );
  for (const { name, rebuilds } of unfinished) {
    const projection = projections.find((one) => one.name === name);
    if (projection) await discard(transaction, projection, rebuilds);
  }
}

async function discard(
  transaction: RebuildTransaction,
  { name, tables }: Projection,
  number: number,
): Promise<void> {
  for (const table of tables) await drop(transaction, table + suffixOf(number));
  await transaction.write(sql('UPDATE projections SET rebuilds = ? WHERE name = ?', -number, name));
}

/** Where the rebuild of this number fills its tables. */
export function suffixOf(number: number): string {
  return `__r${number}`;
}

export async function rowOf(
  transaction: LogTransaction,
  projection: Projection,
): Promise<ProjectionRow | undefined> {
  return transaction.get<ProjectionRow>(
    sql('SELECT version, rebuilds FROM projections WHERE name = ?', projection.name),
  );
}

export async function drop(transaction: RebuildTransaction, table: string): Promise<void> {
  await transaction.write(sql(`DROP TABLE IF EXISTS ${table}`));
}
