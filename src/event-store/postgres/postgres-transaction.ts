import { randomBytes } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import { VersionConflict } from '../errors.js';
import { encode, isPersonal, recordedAs, typeOf, type EncodedEvent } from '../event-codec.js';
import type { Head, LogTransaction, Snapshot } from '../event-store.js';
import type { NewEvent, RecordedEvent, StreamAppend, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { versionMeets } from '../expected-version.js';
import { chainHash } from '../hash-chain.js';
import { eventValues, LOG_QUERIES } from '../log-queries.js';
import type { Projections } from '../projections.js';
import { sql, type Statement } from '../statement.js';
import type { PersonalKeys, PostgresLogReader } from './postgres-log-reader.js';

interface Waiting {
  readonly statement: Statement;
  readonly suffix: string | undefined;
}

/**
 * The open write transaction of a `PostgresEventStore`, which begins and ends it. What it writes waits
 * until something is read, or the end: then all of it goes to the server in one trip.
 */
export class PostgresTransaction implements LogTransaction {
  /** What this transaction has appended, in order. */
  readonly added: RecordedEvent[] = [];
  private waiting: Waiting[] = [];

  constructor(
    public head: Head,
    private readonly reader: PostgresLogReader,
    private readonly keys: PersonalKeys,
    /** Versions of streams that are current under the lock; whoever rolls back clears them. */
    private readonly versions: LRUCache<StreamName, number>,
    private readonly registry: EventRegistry,
    private readonly projections: Projections,
  ) {}

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
      const encoded = await this.encode(stream, event, version === 0);
      const placed = { ...encoded, version: ++version, position };
      const stored = { ...placed, hash: chainHash(this.head.hash, placed) };
      this.later(sql(LOG_QUERIES.insertEvent, ...eventValues(stored)));
      this.head = { position, hash: stored.hash };
      const recorded = recordedAs(event, stored);
      this.added.push(recorded);
      for (const statement of this.projections.statementsFor(recorded)) this.later(statement);
    }
    this.versions.set(stream, version);
  }

  private async versionOf(stream: StreamName): Promise<number> {
    const known = this.versions.get(stream);
    if (known !== undefined) return known;
    await this.flush();
    return this.reader.streamVersion(stream);
  }

  /** The bytes that an event is, or would be, stored as. */
  async encode(stream: StreamName, event: NewEvent, isFirst = false): Promise<EncodedEvent> {
    const type = typeOf(this.registry, event.type);
    const key = isPersonal(type) ? await this.keyFor(stream, isFirst) : undefined;
    return encode(type, stream, event, key);
  }

  /** The key of a stream's person, made when there is none yet: before its first event, surely. */
  private async keyFor(stream: StreamName, isFirst: boolean): Promise<Buffer> {
    const found = this.keys.get(stream) ?? (isFirst ? undefined : await this.reader.key(stream));
    if (found) return found;
    const key = randomBytes(32);
    this.keys.set(stream, key);
    this.later(sql(LOG_QUERIES.insertKey, stream, key));
    return key;
  }

  private later(statement: Statement, suffix?: string): void {
    this.waiting.push({ statement, suffix });
  }

  /** Sends what waits. They are one after another on the wire; an error fails those behind it. */
  async flush(): Promise<void> {
    const { statements } = this.reader;
    const waiting = this.waiting.splice(0);
    await Promise.all(waiting.map(({ statement, suffix }) => statements.run(statement, suffix)));
  }

  /** All that is left to be sent, in one trip, with what ends the transaction behind it. */
  async commit(): Promise<void> {
    if (this.added.length > 0) {
      const { position, hash } = this.head;
      this.later(sql('UPDATE log_head SET position = ?, hash = ? WHERE id = 1', position, hash));
      this.later(sql(`SELECT pg_notify('gatehouse_log', ?)`, String(position)));
    }
    const sent = this.flush();
    await Promise.all([sent, this.reader.statements.run(sql('COMMIT'))]);
  }

  async readAll(after: number, limit: number): Promise<readonly RecordedEvent[]> {
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
