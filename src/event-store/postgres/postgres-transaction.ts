import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import type { ComparingTransaction } from '../append-once.js';
import { VersionConflict } from '../errors.js';
import { encode, needsKey, recordedAs, typeOf, type EncodedEvent } from '../event-codec.js';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { LogEntry, NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { versionMeets } from '../expected-version.js';
import { chainHash, follow, type StoredEvent } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import { PendingStatements } from '../pending-statements.js';
import type { PersonalKey, PersonalKeys } from '../personal-keys.js';
import type { Projections } from '../projections.js';
import { sql, type Statement } from '../statement.js';
import type { PostgresLogReader } from './postgres-log-reader.js';
import { CHANNEL } from './postgres-settings.js';

/** So many statements are kept back at the most, however long the work is. */
const MAX_WAITING = 5000;

/**
 * The open write transaction of a `PostgresEventStore`, which begins and ends it. What it writes waits
 * until something is read, or the end: then all of it goes to the server in one trip.
 */
export class PostgresTransaction implements LogTransaction, ComparingTransaction {
  /** What this transaction has appended, in order. */
  readonly added: RecordedEvent[] = [];
  /** What others had appended, as far as it was read here. */
  caughtUp: readonly LogEntry[] = [];
  private readonly waiting = new PendingStatements();
  /** The end of the log when this transaction began. */
  private readonly before: Head;

  constructor(
    public head: Head,
    /** The end of the log, where others have appended it since our last transaction. */
    private readonly missed: readonly StoredEvent[],
    readonly reader: PostgresLogReader,
    /** Keys that are current under the lock; whoever rolls back forgets them. */
    private readonly keys: PersonalKeys,
    /** Versions of streams that are current under the lock; whoever rolls back clears them. */
    private readonly versions: LRUCache<StreamName, number>,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {
    this.before = head;
  }

  async append(batch: readonly StreamAppend[]): Promise<readonly RecordedEvent[]> {
    const from = this.added.length;
    for (const append of batch) await this.appendToStream(append);
    return this.added.slice(from);
  }

  private async appendToStream({ stream, expectedVersion, events }: StreamAppend): Promise<void> {
    let version = await this.versionOf(stream);
    if (!versionMeets(expectedVersion, version)) {
      throw new VersionConflict(stream, expectedVersion, version);
    }
    for (const event of events) {
      const position = this.head.position + 1;
      const encoded = await this.encode(stream, event, version);
      const placed = { ...encoded, version: ++version, position };
      const stored = { ...placed, hash: chainHash(this.head.hash, placed) };
      this.later(sql(LOG_QUERIES.insertEvent, ...eventValues(stored)));
      this.head = { position, hash: stored.hash };
      const recorded = recordedAs(event, stored);
      this.added.push(recorded);
      if (typeOf(this.registry, event.type).erases) this.erase(stream);
      for (const statement of this.projections.statementsFor(recorded)) this.later(statement);
    }
    this.versions.set(stream, version);
  }

  adopt(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      this.head = follow(this.head, event);
      this.later(sql(LOG_QUERIES.insertEvent, ...eventValues(event)));
      this.versions.set(event.stream, event.version);
    }
    return this.flush();
  }

  private async versionOf(stream: StreamName): Promise<number> {
    const known = this.versions.get(stream);
    if (known !== undefined) return known;
    await this.flush();
    return this.reader.streamVersion(stream);
  }

  storedById(id: string): Promise<StoredEvent | undefined> {
    return this.reader.storedById(id);
  }

  decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    return this.reader.decode(stored);
  }

  /** The bytes that an event is, or would be, stored as behind version `after` of its stream. */
  async encode(stream: StreamName, event: NewEvent, after: number): Promise<EncodedEvent> {
    const type = typeOf(this.registry, event.type);
    const key = needsKey(type, event) ? await this.keyFor(stream, after) : undefined;
    return encode(type, stream, event, key);
  }

  /** The key of a stream's person, made when there is none (any more): before its first event, surely. */
  private async keyFor(stream: StreamName, after: number): Promise<Buffer> {
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
  private erase(stream: StreamName): void {
    this.later(sql(LOG_QUERIES.deleteKey, stream));
    this.later(sql(LOG_QUERIES.deleteSnapshots, stream));
    this.keys.forget(stream);
  }

  private later(statement: Statement, suffix?: string): void {
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

  saveSnapshot(stream: StreamName, fold: string, { version, state }: Snapshot): Promise<void> {
    this.later(sql(LOG_QUERIES.insertSnapshot, stream, fold, version, state));
    return Promise.resolve();
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
