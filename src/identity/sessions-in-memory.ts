import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../event-store/at-most.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import type { Instant } from '../platform/clock.js';
import type { UserId } from '../platform/ids.js';
import { noteUseFrom, type OpenSession, type Session } from './session-table.js';
import { Sessions } from './sessions.js';

/** Beyond so many the oldest ones have to sign in anew. */
const MAX_SESSIONS = 10_000;

/** Sessions of a process that only looks at a community: none of its database count, none are written. */
@Injectable()
export class SessionsInMemory extends Sessions {
  private readonly issued = new LRUCache<string, OpenSession>(atMost(MAX_SESSIONS));

  protected override store(_unit: UnitOfWork, session: OpenSession): void {
    this.issued.set(session.hash, session);
  }

  protected override read(hashes: readonly string[]): Promise<(Session | undefined)[]> {
    return Promise.resolve(
      hashes.map((hash) => {
        const open = this.issued.get(hash);
        return open && { ...open, noteUseFrom: noteUseFrom(open.lastUsedAt) };
      }),
    );
  }

  protected override noteUse(hash: string, lastUsedAt: Instant): void {
    const open = this.issued.get(hash);
    if (open) this.issued.set(hash, { ...open, lastUsedAt });
  }

  protected override storedOf(
    _all: unknown,
    userId: UserId,
    now: Instant,
  ): Promise<readonly OpenSession[]> {
    const open = [...this.issued.values()].filter(({ expiresAt }) => expiresAt > now);
    return Promise.resolve(open.filter((session) => session.userId === userId));
  }

  override end(_unit: object, hashes: readonly string[]): void {
    for (const hash of hashes) this.issued.delete(hash);
  }
}
