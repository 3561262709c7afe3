import { LRUCache } from 'lru-cache';
import { decode } from '../event-codec.js';
import { MAX_READ, type Head, type Snapshot } from '../event-store.js';
import type { RecordedEvent, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { LOG_QUERIES } from '../log-queries.js';
import { GENESIS_HASH, type StoredEvent } from '../hash-chain.js';
import type { SqliteStatements } from './sqlite-statements.js';

const KEYS_KEPT = 50_000;

/** Reads the log through one connection. */
export class SqliteLogReader {
  private readonly keys = new LRUCache<StreamName, Buffer>({ max: KEYS_KEPT });

  constructor(
    readonly statements: SqliteStatements,
    private readonly registry: EventRegistry,
  ) {}

  head(): Head {
    const row = this.statements.get<Head>(LOG_QUERIES.head, []);
    return row ?? { position: 0, hash: GENESIS_HASH };
  }

  all(after: number, limit: number): readonly RecordedEvent[] {
    return this.stored(after, limit).map((event) => this.decode(event));
  }

  stored(after: number, limit: number): readonly StoredEvent[] {
    return this.statements.all<StoredEvent>(LOG_QUERIES.after, [after, Math.min(limit, MAX_READ)]);
  }

  storedById(id: string): StoredEvent | undefined {
    return this.statements.get<StoredEvent>(LOG_QUERIES.byId, [id]);
  }

  stream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo = Number.MAX_SAFE_INTEGER,
  ): readonly RecordedEvent[] {
    const values = [stream, after, upTo, Math.min(limit, MAX_READ)];
    const stored = this.statements.all<StoredEvent>(LOG_QUERIES.stream, values);
    return stored.map((event) => this.decode(event));
  }

  streamVersion(stream: StreamName, position = Number.MAX_SAFE_INTEGER): number {
    const row = this.statements.get<{ version: number }>(LOG_QUERIES.versionAt, [stream, position]);
    return row?.version ?? 0;
  }

  snapshot(stream: StreamName, fold: string, upTo = Number.MAX_SAFE_INTEGER): Snapshot | undefined {
    return this.statements.get<Snapshot>(LOG_QUERIES.snapshot, [stream, fold, upTo]);
  }

  decode(stored: StoredEvent): RecordedEvent {
    return decode(this.registry, stored, (stream) => this.personalKey(stream));
  }

  /** The key of a stream's person; `undefined` when there never was one, or it was erased. */
  personalKey(stream: StreamName): Buffer | undefined {
    const kept = this.keys.get(stream);
    if (kept) return kept;
    const row = this.statements.get<{ key: Buffer }>(LOG_QUERIES.key, [stream]);
    if (row) this.keys.set(stream, row.key);
    return row?.key;
  }

  /** Forgets keys that may have been made in a transaction that was rolled back. */
  forgetKeys(): void {
    this.keys.clear();
  }
}
