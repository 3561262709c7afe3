import type { Head } from './event-store.js';
import type { StoredEvent } from './hash-chain.js';
import type { Statement } from './statement.js';

/**
 * A Gatehouse database as of one moment, whoever goes on writing to it. It is only looked at: never
 * made, never brought up to date, nothing in it decrypted.
 */
export interface StoredLog {
  /** Names the database itself, by whatever address it was reached. */
  readonly identity: string;

  /** The end of the log at that moment. */
  head(): Promise<Head>;

  /** Up to `limit` events (at most `MAX_READ`) behind position `after`, in order. */
  readStored(after: number, limit: number): Promise<readonly StoredEvent[]>;

  all<Row>(statement: Statement): Promise<readonly Row[]>;

  /** Every row of a table, in no order, without holding them all. */
  rows(table: string): AsyncIterable<Readonly<Record<string, unknown>>>;

  close(): Promise<void>;
}
