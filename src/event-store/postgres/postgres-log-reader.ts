import { LRUCache } from 'lru-cache';
import { decode, isPersonal } from '../event-codec.js';
import { MAX_READ, type Head, type Snapshot } from '../event-store.js';
import type { RecordedEvent, StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { GENESIS_HASH, type StoredEvent } from '../hash-chain.js';
import { LOG_QUERIES } from '../log-queries.js';
import type { PostgresStatements } from './postgres-statements.js';

const KEYS_KEPT = 50_000;

/** The keys of people's streams that were read or made last. */
export type PersonalKeys = LRUCache<StreamName, Buffer>;

export function personalKeys(): PersonalKeys {
  return new LRUCache<StreamName, Buffer>({ max: KEYS_KEPT });
}

/** Reads the log through one connection or a pool of them. */
export class PostgresLogReader {
  constructor(
    readonly statements: PostgresStatements,
    private readonly registry: EventRegistry,
    private readonly keys: PersonalKeys,
  ) {}

  async head(): Promise<Head> {
    const row = await this.statements.get<Head>(LOG_QUERIES.head, []);
    return row ?? { position: 0, hash: GENESIS_HASH };
  }

  async all(after: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.decode(await this.stored(after, limit));
  }

  stored(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.statements.all<StoredEvent>(LOG_QUERIES.after, [after, Math.min(limit, MAX_READ)]);
  }

  storedById(id: string): Promise<StoredEvent | undefined> {
    return this.statements.get<StoredEvent>(LOG_QUERIES.byId, [id]);
  }

  async stream(
    stream: StreamName,
    after: number,
    limit: number,
    upTo = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly RecordedEvent[]> {
    const values = [stream, after, upTo, Math.min(limit, MAX_READ)];
    return this.decode(await this.statements.all<StoredEvent>(LOG_QUERIES.stream, values));
  }

  async streamVersion(stream: StreamName, position = Number.MAX_SAFE_INTEGER): Promise<number> {
    const row = await this.statements.get<{ version: number }>(LOG_QUERIES.versionAt, [
      stream,
      position,
    ]);
    return row?.version ?? 0;
  }

  snapshot(
    stream: StreamName,
    fold: string,
    upTo = Number.MAX_SAFE_INTEGER,
  ): Promise<Snapshot | undefined> {
    return this.statements.get<Snapshot>(LOG_QUERIES.snapshot, [stream, fold, upTo]);
  }

  async decode(stored: readonly StoredEvent[]): Promise<readonly RecordedEvent[]> {
    const people = stored.filter(({ type }) => {
      const known = this.registry.get(type);
      return known !== undefined && isPersonal(known);
    });
    await Promise.all([...new Set(people.map(({ stream }) => stream))].map((s) => this.key(s)));
    return stored.map((event) => decode(this.registry, event, (stream) => this.keys.get(stream)));
  }

  /** The key of a stream's person; `undefined` when there never was one, or it was erased. */
  async key(stream: StreamName): Promise<Buffer | undefined> {
    const kept = this.keys.get(stream);
    if (kept) return kept;
    const row = await this.statements.get<{ key: Buffer }>(LOG_QUERIES.key, [stream]);
    if (row) this.keys.set(stream, row.key);
    return row?.key;
  }
}
