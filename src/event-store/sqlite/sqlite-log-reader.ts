import { decode } from '../event-codec.js';
import { MAX_READ, type Head, type Snapshot } from '../event-store.js';
import { allRead, type LogEntry, type RecordedEvent, type StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { GENESIS_HASH, type StoredEvent } from '../hash-chain.js';
import { LOG_QUERIES } from '../log-queries.js';
import { PersonalKeys, type PersonalKey } from '../personal-keys.js';
import { openSnapshot, sealedIn } from '../sealed-snapshots.js';
import type { SqliteStatements } from './sqlite-statements.js';

/** Reads the log through one connection. */
export class SqliteLogReader {
  private readonly keys = new PersonalKeys();

  constructor(
    readonly statements: SqliteStatements,
    private readonly registry: EventRegistry,
    /** Told the position of each erasure that is read. */
    private readonly onErasure: (position: number) => void,
  ) {}

  head(): Head {
    const row = this.statements.get<Head>(LOG_QUERIES.head, []);
    return row ?? { position: 0, hash: GENESIS_HASH };
  }

  all(after: number, limit: number): readonly LogEntry[] {
    return this.decodeAll(this.stored(after, limit));
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
    return allRead(stored.map((event) => this.decode(event)));
  }

  streamVersion(stream: StreamName): number {
    return this.statements.get<{ version: number }>(LOG_QUERIES.version, [stream])?.version ?? 0;
  }

  versionAt(stream: StreamName, position: number): number {
    const values = [stream, position, position, stream];
    return this.statements.get<{ version: number }>(LOG_QUERIES.versionAt, values)?.version ?? 0;
  }

  snapshot(stream: StreamName, fold: string, upTo = Number.MAX_SAFE_INTEGER): Snapshot | undefined {
    const stored = this.statements.get<Snapshot>(LOG_QUERIES.snapshot, [stream, fold, upTo]);
    const sealed = stored && sealedIn(stored);
    if (!sealed) return stored;
    return openSnapshot(this.personalKey(stream), { stream, fold }, stored.version, sealed);
  }

  decodeAll(stored: readonly StoredEvent[]): readonly LogEntry[] {
    return this.statements.together(() => stored.map((event) => this.decode(event)));
  }

  decode(stored: StoredEvent): LogEntry {
    // Another process may have erased the person: its event is how we hear of it.
    if (this.registry.get(stored.type)?.erases) {
      this.keys.forget(stored.stream);
      this.onErasure(stored.position);
    }
    return decode(this.registry, stored, (stream) => this.personalKey(stream));
  }

  /** The key of a stream's person; `undefined` when there never was one, or it was erased. */
  personalKey(stream: StreamName): PersonalKey | undefined {
    const kept = this.keys.get(stream);
    if (kept) return kept;
    const row = this.statements.get<PersonalKey>(LOG_QUERIES.key, [stream]);
    if (row) this.keys.set(stream, row);
    return row;
  }

  /** Forgets a key that was deleted. */
  forgetKey(stream: StreamName): void {
    this.keys.forget(stream);
  }

  /** Forgets keys that may have been made or deleted without our knowing. */
  forgetKeys(): void {
    this.keys.forgetAll();
  }
}
