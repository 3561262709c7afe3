import { LRUCache } from 'lru-cache';
import { atMost } from '../at-most.js';
import type { Head } from '../event-store.js';
import type { RecordedEvent, StreamName } from '../event.js';
import { typeOf } from '../event-codec.js';
import type { EventRegistry } from '../event-types.js';
import type { StoredEvent } from '../hash-chain.js';
import { PersonalKeys } from '../personal-keys.js';

const VERSIONS_KEPT = 50_000;

/** What one process remembers of a log that others write, too: none of it is asked for again under the lock. */
export class KnownLog {
  /** Versions of streams as they are under the lock. */
  readonly versions = new LRUCache<StreamName, number>(atMost(VERSIONS_KEPT));
  /** Keys as what is committed says. */
  readonly keys = new PersonalKeys();
  /** Keys as they are under the lock: there one may be made or deleted that others still see, or do not. */
  readonly keysUnderLock = new PersonalKeys();
  /** The head up to which the versions are known to be true. */
  head: Head | undefined;
  /** How often the versions were thrown away: what was read before must not be kept after. */
  clearings = 0;

  constructor(private readonly registry: EventRegistry) {}

  /**
   * Takes in what others have appended behind the head that was known.
   *
   * @param since the event at that head, and what follows, as far as one read goes
   * @returns what is new, if that is all of it; `rewound` when the log no longer holds what was known of it
   */
  learn(
    known: Head,
    head: Head,
    since: readonly StoredEvent[],
  ): readonly StoredEvent[] | 'rewound' {
    const [first] = since;
    if (known.position > 0 && !first?.hash.equals(known.hash)) return 'rewound';
    const missed = since.filter(({ position }) => position > known.position);
    if (missed.length < head.position - known.position) {
      this.forget();
      return [];
    }
    for (const { type, stream, version } of missed) {
      this.versions.set(stream, version);
      if (!this.registry.get(type)?.erases) continue;
      // Committed by others: of whoever was erased nothing is to be read by a key that is in memory.
      this.keysUnderLock.forget(stream);
      this.keys.forget(stream);
    }
    return missed;
  }

  /** A transaction of ours is committed: what was erased in it is not to be read by a key that is in memory. */
  settle(head: Head, added: readonly RecordedEvent[]): void {
    this.head = head;
    for (const { type, stream } of added) {
      if (typeOf(this.registry, type).erases) this.keys.forget(stream);
    }
  }

  /**
   * Keeps the version of a stream that was read to its end without the lock, unless more is known by now.
   *
   * @param clearings as it was when the reading began
   */
  keepRead(stream: StreamName, version: number, clearings: number): void {
    // As of the known head or later: what comes behind it is learned under a lock, and stands here already if
    // that was meanwhile.
    const isTrue = this.head && clearings === this.clearings && !this.versions.has(stream);
    if (isTrue) this.versions.set(stream, version);
  }

  forget(): void {
    this.clearings++;
    this.versions.clear();
    this.keys.forgetAll();
    this.keysUnderLock.forgetAll();
  }
}
