import { LRUCache } from 'lru-cache';
import { atMost } from '../event-store/at-most.js';
import type { UserId } from '../platform/ids.js';
import type { Session } from './session-table.js';

const SESSIONS_KEPT = 100_000;
/** How long a session counts as open without looking, should we not hear that another process has ended it. */
const KEPT_MS = 500;

/** The sessions that were used last, by the hash of their token. */
export class KeptSessions {
  private readonly kept: LRUCache<string, Session>;
  /** Whose the kept ones are. */
  private readonly hashesOf = new Map<UserId, Set<string>>();

  constructor() {
    this.kept = new LRUCache<string, Session>({
      ...atMost(SESSIONS_KEPT),
      ttl: KEPT_MS,
      dispose: ({ userId }, hash) => this.unlist(userId, hash),
    });
  }

  get(hash: string): Session | undefined {
    return this.kept.get(hash);
  }

  keep(hash: string, session: Session): void {
    this.kept.set(hash, session);
    const hashes = this.hashesOf.get(session.userId) ?? new Set();
    this.hashesOf.set(session.userId, hashes.add(hash));
  }

  forget(hash: string): void {
    this.kept.delete(hash);
  }

  forgetAllOf(userId: UserId): void {
    for (const hash of [...(this.hashesOf.get(userId) ?? [])]) this.kept.delete(hash);
  }

  forgetAll(): void {
    this.kept.clear();
  }

  private unlist(userId: UserId, hash: string): void {
    const hashes = this.hashesOf.get(userId);
    hashes?.delete(hash);
    if (hashes?.size === 0) this.hashesOf.delete(userId);
  }
}
