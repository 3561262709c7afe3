import { decode, takesKey } from '../event-codec.js';
import { MAX_READ, type Head, type Snapshot } from '../event-store.js';
import { allRead, type LogEntry, type RecordedEvent, type StreamName } from '../event.js';
import type { EventRegistry } from '../event-types.js';
import { GENESIS_HASH, type StoredEvent } from '../hash-chain.js';
import { EVENT_COLUMNS, LOG_QUERIES } from '../log-queries.js';
import type { PersonalKey, PersonalKeys } from '../personal-keys.js';
import { openSnapshot, sealedIn } from '../sealed-snapshots.js';
import type { PostgresStatements } from './postgres-statements.js';

/** The beginnings of many streams, and the keys of many; the streams are named by an array in JSON. */
const STARTS = `SELECT e.* FROM json_array_elements_text(CAST(? AS json)) AS wanted (stream)
  CROSS JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM events
    WHERE stream = wanted.stream COLLATE "C" ORDER BY version LIMIT CAST(? AS INTEGER)) e
  ORDER BY e.position`;
const KEYS = `SELECT stream, key, after_version AS "after" FROM personal_keys WHERE stream IN
  (SELECT wanted.stream COLLATE "C" FROM json_array_elements_text(CAST(? AS json)) AS wanted (stream))`;

/** The first `limit` events of a stream. */
export interface StreamStart {
  readonly stream: StreamName;
  readonly limit: number;
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

  async all(after: number, limit: number): Promise<readonly LogEntry[]> {
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
    const stored = await this.statements.all<StoredEvent>(LOG_QUERIES.stream, values);
    return allRead(await this.decode(stored));
  }

  /** The beginnings of streams in one trip; a stream may be wanted several times. */
  async starts(wanted: readonly StreamStart[]): Promise<(readonly LogEntry[])[]> {
    const found = new Map<StreamName, LogEntry[]>(wanted.map(({ stream }) => [stream, []]));
    const limit = Math.min(MAX_READ, Math.max(...wanted.map((start) => start.limit)));
    const values = [JSON.stringify([...found.keys()]), limit];
    const stored = await this.statements.all<StoredEvent>(STARTS, values);
    for (const event of await this.decode(stored)) found.get(event.stream)?.push(event);
    return wanted.map((start) => (found.get(start.stream) ?? []).slice(0, start.limit));
  }

  async streamVersion(stream: StreamName): Promise<number> {
    const row = await this.statements.get<{ version: number }>(LOG_QUERIES.version, [stream]);
    return row?.version ?? 0;
  }

  async versionAt(stream: StreamName, position: number): Promise<number> {
    const values = [stream, position, position, stream];
    const row = await this.statements.get<{ version: number }>(LOG_QUERIES.versionAt, values);
    return row?.version ?? 0;
  }

  async snapshot(
    stream: StreamName,
    fold: string,
    upTo = Number.MAX_SAFE_INTEGER,
  ): Promise<Snapshot | undefined> {
    const stored = await this.statements.get<Snapshot>(LOG_QUERIES.snapshot, [stream, fold, upTo]);
    const sealed = stored && sealedIn(stored);
    if (!sealed) return stored;
    return openSnapshot(await this.key(stream), { stream, fold }, stored.version, sealed);
  }

  async decode(stored: readonly StoredEvent[]): Promise<readonly LogEntry[]> {
    const people = new Set<StreamName>();
    for (const event of stored) {
      // Another process may have erased the person: its event is how we hear of it.
      if (this.registry.get(event.type)?.erases) this.keys.forget(event.stream);
      if (takesKey(event)) people.add(event.stream);
    }
    const keys = await this.keysOf([...people]);
    return stored.map((event) => decode(this.registry, event, (stream) => keys.get(stream)));
  }

  /** The key of a stream's person; `undefined` when there never was one, or it was erased. */
  async key(stream: StreamName): Promise<PersonalKey | undefined> {
    return (await this.keysOf([stream])).get(stream);
  }

  /** The keys that there are, of several streams in one trip. */
  private keysOf(streams: readonly StreamName[]): Promise<ReadonlyMap<StreamName, PersonalKey>> {
    return this.keys.findAll(streams, (unknown) =>
      this.statements.all(KEYS, [JSON.stringify(unknown)]),
    );
  }
}
