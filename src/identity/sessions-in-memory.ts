import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import type { UserId } from '../platform/ids.js';
import { Sessions, type IssuedSession, type Session } from './sessions.js';
import { tokenHash } from './token.js';

/** Beyond so many the oldest ones have to sign in anew. */
const MAX_SESSIONS = 10_000;

/** Sessions of a process that only looks at a community: none of its database count, none are written. */
@Injectable()
export class SessionsInMemory extends Sessions {
  private readonly issued = new LRUCache<string, Session>({ max: MAX_SESSIONS });

  override issue(unit: UnitOfWork, userId: UserId): IssuedSession {
    const session = this.newSession(unit, userId);
    this.issued.set(tokenHash(session.token), session);
    return session;
  }

  protected override read(hashes: readonly string[]): Promise<(Session | undefined)[]> {
    return Promise.resolve(hashes.map((hash) => this.issued.get(hash)));
  }

  protected override remove(hash: string): Promise<void> {
    this.issued.delete(hash);
    return Promise.resolve();
  }
}
