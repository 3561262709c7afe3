import { CARRIED_TABLES, insertRow, selectPage, type CarriedRow } from './carried-tables.js';
import { ChainBroken } from './errors.js';
import { MAX_READ, type EventStore, type Head, type LogTransaction } from './event-store.js';
import { sql, type Statement } from './statement.js';
import type { StoredLog } from './stored-log.js';

/** Whether a row belongs to the log that was taken in so far. */
type IsOfThen = (row: CarriedRow) => Statement;

/** What goes with the log as it was: what its events are read with, and nothing of who is there now. */
const WITH_THE_LOG: readonly { readonly name: string; readonly isOfThen: IsOfThen }[] = [
  // Whoever signs in is who they are there.
  { name: 'community_secret', isOfThen: () => sql('SELECT 1') },
  {
    name: 'personal_keys',
    isOfThen: (row) => sql('SELECT 1 FROM events WHERE stream = ? LIMIT 1', row.stream ?? null),
  },
  {
    name: 'snapshots',
    isOfThen: (row) =>
      sql(
        'SELECT 1 FROM events WHERE stream = ? AND version = ?',
        row.stream ?? null,
        row.version ?? null,
      ),
  },
];

/** Called between two pages: hears how far a step is, and may end the work. */
export type Pause = (step: string, done: number, of: number) => Promise<void>;

/**
 * Writes a log as it was behind `position` into an empty store: its events byte for byte, the keys that
 * they are read with, snapshots of then. One transaction, in which the chain is recomputed. The read
 * models are left to `ensureProjections`.
 *
 * @throws ChainBroken at the first event that is damaged or missing
 */
export async function replayLog(
  source: StoredLog,
  target: EventStore,
  position: number,
  pause: Pause,
): Promise<Head> {
  return target.transact(async (transaction) => {
    while (transaction.head.position < position) {
      const done = transaction.head.position;
      const page = await source.readStored(done, Math.min(MAX_READ, position - done));
      if (page.length === 0) throw new ChainBroken(done + 1);
      await transaction.adopt(page);
      await pause('replaying events', transaction.head.position, position);
    }
    for (const { name, isOfThen } of WITH_THE_LOG) {
      await takeAlong(source, transaction, name, isOfThen, pause);
    }
    return transaction.head;
  });
}

async function takeAlong(
  source: StoredLog,
  transaction: LogTransaction,
  name: string,
  isOfThen: IsOfThen,
  pause: Pause,
): Promise<void> {
  const table = CARRIED_TABLES.find((each) => each.name === name);
  if (!table) throw new Error(`No table ${name} is carried.`);
  if (table.isThereAlways) await transaction.write(sql(`DELETE FROM ${name}`));
  const [counted] = await source.all<{ rows: number }>(sql(`SELECT COUNT(*) AS rows FROM ${name}`));
  let last: CarriedRow | undefined;
  for (let done = 0; ;) {
    const page = await source.all<CarriedRow>(selectPage(table, last, MAX_READ));
    last = page.at(-1);
    if (!last) return;
    for (const row of page) {
      if (await transaction.get(isOfThen(row))) await transaction.write(insertRow(table, row));
    }
    done += page.length;
    await pause(`taking along ${name}`, done, counted?.rows ?? done);
  }
}
