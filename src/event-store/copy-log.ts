import {
  CARRIED_TABLES,
  insertRow,
  selectPage,
  type CarriedRow,
  type CarriedTable,
} from './carried-tables.js';
import { ChainBroken, DatabaseRefused } from './errors.js';
import { MAX_READ, type EventStore, type Head, type LogTransaction } from './event-store.js';
import { follow, GENESIS_HASH, type StoredEvent } from './hash-chain.js';
import { LOG_QUERIES } from './log-queries.js';
import { sql } from './statement.js';
import type { StoredLog } from './stored-log.js';

export interface CopyOptions {
  /** Hears how far each step is, e.g. `copying events`: how many are done, and of how many. */
  readonly onProgress?: (step: string, done: number, of: number) => void;
  /** Does in the same transaction, at its end, what goes along with the log. */
  readonly beside?: (transaction: LogTransaction) => Promise<void>;
  /** Ends the copy between two pages; the target is then as it was. */
  readonly signal?: AbortSignal;
}

export interface CopyReport {
  readonly head: Head;
  /** Rows of the tables beside the log, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Writes a community into an empty database as it stands in another: the log byte for byte and what
 * belongs to it. Then both sides are read again, the chain is recomputed and every column compared. All
 * of it is one transaction on the target: a copy that fails or is ended leaves nothing behind, and memory
 * does not grow with the log. The read models are left to `ensureProjections`, which a start calls too.
 *
 * @throws ChainBroken when the source is damaged; DatabaseRefused when it is empty, when the target is
 *   not, or when what arrived is not what was sent; StorageUnavailable when the target cannot be written
 */
export async function copyLog(
  source: StoredLog,
  target: EventStore,
  { onProgress, beside, signal }: CopyOptions = {},
): Promise<CopyReport> {
  const head = await source.head();
  if (head.position === 0) throw new DatabaseRefused('the source holds no community');
  /** Called between two pages: tells how far it is, and lets signals through. */
  const pause = async (step: string, done: number, of = head.position): Promise<void> => {
    onProgress?.(step, done, of);
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  };
  return target.transact(async (transaction) => {
    await refuseUsed(transaction);
    // Whatever read models there are know nothing of this log.
    await transaction.write(sql('UPDATE projections SET version = 0'));
    await copyEvents(source, transaction, (done) => pause('copying events', done));
    const rows: Record<string, number> = {};
    for (const table of CARRIED_TABLES) {
      rows[table.name] = await copyTable(table, source, transaction, (done, of) =>
        pause(`copying ${table.name}`, done, of),
      );
    }
    await compare(source, transaction, (done) => pause('comparing events', done));
    await beside?.(transaction);
    return { head, rows };
  });
}

/** The target must have nothing that a copy would mix with. */
async function refuseUsed(transaction: LogTransaction): Promise<void> {
  let used = transaction.head.position > 0;
  for (const { name, isThereAlways } of CARRIED_TABLES) {
    used ||=
      isThereAlways !== true &&
      (await transaction.get(sql(`SELECT 1 AS used FROM ${name} LIMIT 1`))) !== undefined;
  }
  if (used)
    throw new DatabaseRefused('the target holds a community already; name an empty database');
}

async function copyEvents(
  source: StoredLog,
  transaction: LogTransaction,
  onPage: (done: number) => Promise<void>,
): Promise<void> {
  const { position, hash } = await source.head();
  for await (const page of eventsOf(source)) {
    await transaction.adopt(page);
    await onPage(transaction.head.position);
  }
  // An end that is missing breaks no link of the chain.
  const { head } = transaction;
  if (head.position !== position || !head.hash.equals(hash)) {
    throw new ChainBroken(head.position + 1);
  }
}

/** Answers how many rows there were. */
async function copyTable(
  table: CarriedTable,
  source: StoredLog,
  transaction: LogTransaction,
  onPage: (done: number, of: number) => Promise<void>,
): Promise<number> {
  const [counted] = await source.all<{ rows: number }>(
    sql(`SELECT COUNT(*) AS rows FROM ${table.name}`),
  );
  if (table.isThereAlways) await transaction.write(sql(`DELETE FROM ${table.name}`));
  let done = 0;
  for await (const page of pagesOf(source, table)) {
    for (const row of page) await transaction.write(insertRow(table, row));
    done += page.length;
    await onPage(done, counted?.rows ?? done);
  }
  return done;
}

/** Reads both sides again, from the first event on. */
async function compare(
  source: StoredLog,
  transaction: LogTransaction,
  onPage: (done: number) => Promise<void>,
): Promise<void> {
  const arrived: Readable = { all: (statement) => transaction.all(statement) };
  let heads = { sent: GENESIS, arrived: GENESIS };
  const events = eventsOf(arrived);
  for await (const sent of eventsOf(source)) {
    const { value: page } = await events.next();
    sent.forEach((event, index) => {
      const twin = page?.[index];
      if (!twin || !isSameRow(twin, event)) throw differs(`event ${event.position}`);
      heads = { sent: follow(heads.sent, event), arrived: follow(heads.arrived, twin) };
    });
    if (page?.length !== sent.length) throw differs('the number of events');
    await onPage(heads.sent.position);
  }
  if (!(await events.next()).done) throw differs('the number of events');
  for (const table of CARRIED_TABLES) {
    const pages = pagesOf(arrived, table);
    for await (const sent of pagesOf(source, table)) {
      const { value: page } = await pages.next();
      const same = sent.every((row, index) => isSameRow(page?.[index], row));
      if (!same || page?.length !== sent.length) throw differs(`the table ${table.name}`);
    }
    if (!(await pages.next()).done) throw differs(`the table ${table.name}`);
  }
}

/** Whether two rows have the same columns with the same values, byte for byte. */
function isSameRow(one: object | undefined, other: object): boolean {
  if (!one) return false;
  const [columns, others] = [new Map(Object.entries(one)), Object.entries(other)];
  return (
    columns.size === others.length &&
    others.every(([name, value]: [string, unknown]) => {
      const twin: unknown = columns.get(name);
      return Buffer.isBuffer(value) ? Buffer.isBuffer(twin) && twin.equals(value) : twin === value;
    })
  );
}

const GENESIS: Head = { position: 0, hash: GENESIS_HASH };

function differs(what: string): DatabaseRefused {
  return new DatabaseRefused(`what arrived is not what was sent: ${what} differs`);
}

type Readable = Pick<StoredLog, 'all'>;

async function* eventsOf(log: Readable): AsyncGenerator<readonly StoredEvent[], undefined> {
  let after = 0;
  for (;;) {
    const page = await log.all<StoredEvent>(sql(LOG_QUERIES.after, after, MAX_READ));
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.position;
  }
}

async function* pagesOf(
  log: Readable,
  table: CarriedTable,
): AsyncGenerator<readonly CarriedRow[], undefined> {
  let last: CarriedRow | undefined;
  for (;;) {
    const page = await log.all<CarriedRow>(selectPage(table, last, MAX_READ));
    last = page.at(-1);
    if (!last) return;
    yield page;
  }
}
