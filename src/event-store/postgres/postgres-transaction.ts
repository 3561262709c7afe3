import { randomBytes } from 'node:crypto';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { LogEntry, RecordedEvent, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import { PendingStatements } from '../pending-statements.js';
import type { PersonalKey, PersonalKeys } from '../personal-keys.js';
import type { Projections } from '../projections/projections.js';
import { sealSnapshot } from '../sealed-snapshots.js';
import { sql, type Statement } from '../statement.js';
import { WriteTransaction } from '../write-transaction.js';
import type { KnownLog } from './known-log.js';
import type { PostgresLogReader } from './postgres-log-reader.js';
import { CHANNEL } from './postgres-settings.js';

/** So many statements are kept back at the most, however long the work is. */
const MAX_WAITING = 5000;

/**
 * The open write transaction of a `PostgresEventStore`, which begins and ends it. What it writes waits
 * until something is read, or the end: then all of it goes to the server in one trip.
 */
export class PostgresTransaction extends WriteTransaction implements LogTransaction {
  /** What others had appended, as far as it was read here. */
  caughtUp: readonly LogEntry[] = [];
  private readonly waiting = new PendingStatements();
  /** Keys that are current under the lock; whoever rolls back forgets them. */
  private readonly keys: PersonalKeys;
  /** The end of the log when this transaction began. */
  private readonly before: Head;

  constructor(
    head: Head,
    /** The end of the log, where others have appended it since our last transaction. */
    private readonly missed: readonly StoredEvent[],
    readonly reader: PostgresLogReader,
    known: KnownLog,
    registry: EventRegistry,
    projections: Projections,
  ) {
    super(head, known.versions, registry, projections);
    this.keys = known.keysUnderLock;
    this.before = head;
  }

  override async adopt(events: readonly StoredEvent[]): Promise<void> {
    await super.adopt(events);
    await this.flush();
  }

  protected insert(event: StoredEvent): void {
    this.later(sql(LOG_QUERIES.insertEvent, ...eventValues(event)));
  }

  protected async versionOf(stream: StreamName): Promise<number> {
    await this.flush();
    return this.reader.streamVersion(stream);
  }

  storedById(id: string): Promise<StoredEvent | undefined> {
    return this.reader.storedById(id);
  }

  decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    return this.reader.decode(stored);
  }

  /** The key of a stream's person, made when there is none (any more): before its first event, surely. */
  protected async keyFor(stream: StreamName, after: number): Promise<Buffer> {
    const found = this.keys.get(stream) ?? (after === 0 ? undefined : await this.keyIn(stream));
    if (found) return found.key;
    const key = randomBytes(32);
    this.keys.set(stream, { key, after });
    this.later(sql(LOG_QUERIES.insertKey, stream, key, after));
    return key;
  }

  private async keyIn(stream: StreamName): Promise<PersonalKey | undefined> {
    await this.flush();
    return this.reader.key(stream);
  }

  /** All that the personal values of a stream can be read from. */
  protected erase(stream: StreamName): void {
    this.later(sql(LOG_QUERIES.deleteKey, stream));
    this.later(sql(LOG_QUERIES.deleteSnapshots, stream));
    this.keys.forget(stream);
  }

  protected later(statement: Statement, suffix?: string): void {
    this.waiting.add(statement, suffix);
  }

  /** Sends what waits. They are one after another on the wire; an error fails those behind it. */
  async flush(): Promise<void> {
    const { statements } = this.reader;
    const groups = this.waiting.take();
    await Promise.all(statements.together(() => groups.map((group) => statements.runAll(group))));
  }

  /** All that is left to be sent, in one trip, with what ends the transaction behind it. */
  async commit(): Promise<void> {
    if (this.head !== this.before) {
      const { position, hash } = this.head;
      this.later(sql('UPDATE log_head SET position = ?, hash = ? WHERE id = 1', position, hash));
      await this.tell(String(position));
    }
    const { statements } = this.reader;
    const sent = statements.together(() => [this.flush(), statements.commit()]);
    // If both fail, the commit does so because of what was sent before it: that is what to tell.
    const outcomes = await Promise.allSettled(sent);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async readAll(after: number, limit: number): Promise<readonly LogEntry[]> {
    const [first] = this.missed;
    if (first && after >= first.position - 1 && this.head === this.before) {
      const asked = this.missed.filter(({ position }) => position > after).slice(0, limit);
      const events = await this.reader.decode(asked);
      // A look at the last one is no catching up.
      if (events.length > this.caughtUp.length) this.caughtUp = events;
      return events;
    }
    await this.flush();
    return this.reader.all(after, limit);
  }

  async readStream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo?: number,
  ): Promise<readonly RecordedEvent[]> {
    await this.flush();
    const events = await this.reader.stream(stream, after, limit, upTo);
    const last = events.at(-1);
    // Read to its end under the lock: what an append has to know.
    if (upTo === undefined && events.length < limit && (last !== undefined || after === 0)) {
      this.versions.set(stream, last?.version ?? 0);
    }
    return events;
  }

  async snapshot(stream: StreamName, fold: string, upTo?: number): Promise<Snapshot | undefined> {
    await this.flush();
    return this.reader.snapshot(stream, fold, upTo);
  }

  async saveSnapshot(stream: StreamName, fold: string, snapshot: Snapshot): Promise<void> {
    const { key } = this.keys.get(stream) ?? (await this.keyIn(stream)) ?? {};
    const { version, state } = sealSnapshot(key, { stream, fold }, snapshot);
    this.later(sql(LOG_QUERIES.insertSnapshot, stream, fold, version, state));
  }

  write(statement: Statement, suffix?: string): Promise<void> {
    this.later(statement, suffix);
    return this.waiting.length < MAX_WAITING ? Promise.resolve() : this.flush();
  }

  tell(message: string): Promise<void> {
    this.later(sql(`SELECT pg_notify(${CHANNEL}, ?)`, message));
    return Promise.resolve();
  }

  async get<Row>({ text, values }: Statement): Promise<Row | undefined> {
    await this.flush();
    return this.reader.statements.get<Row>(text, values);
  }

  async all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    await this.flush();
    return this.reader.statements.all<Row>(text, values);
  }
}
