import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CLOCK, secondsAfter, type Clock, type Instant } from '../common/clock.js';
import { IDS, type Ids, type UserId } from '../common/ids.js';
import { CONFIG, type Config } from '../config.js';
import { CommandRunner } from '../event-store/command-runner.js';
import { READ_MODELS, type ReadModels } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import type { UnitOfWork } from '../event-store/unit-of-work.js';

const SESSIONS_KEPT = 100_000;
/** How long a session counts as open where other processes can end it. */
const SHARED_KEPT_MS = 500;

export interface Session {
  readonly userId: UserId;
  readonly expiresAt: Instant;
}

export interface IssuedSession extends Session {
  readonly token: string;
}

type EndListener = (tokenHash: string) => void;

/** Sessions: stored under the SHA-256 of their token only, the last used ones kept in memory. */
@Injectable()
export class Sessions {
  private readonly kept: LRUCache<string, Session>;
  private readonly endListeners: EndListener[] = [];
  /** How often sessions were ended: what was read before must not be kept after. */
  private endings = 0;

  constructor(
    private readonly runner: CommandRunner,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    // On PostgreSQL another process may have ended a session.
    const ttl = config.postgresUrl === undefined ? 0 : SHARED_KEPT_MS;
    this.kept = new LRUCache<string, Session>({ max: SESSIONS_KEPT, ttl });
  }

  /** Adds a session to the command at work: it exists when the command is on disk. */
  issue(unit: UnitOfWork, userId: UserId): IssuedSession {
    const token = this.ids.token();
    const expiresAt = secondsAfter(unit.meta.now, this.config.sessionTtlSeconds);
    unit.write(
      sql(
        'INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)',
        hashBytes(token),
        userId,
        expiresAt,
      ),
    );
    return { token, userId, expiresAt };
  }

  /** Keeps a session that is on disk now: its first request is about to come. */
  remember({ token, userId, expiresAt }: IssuedSession): void {
    this.kept.set(tokenHash(token), { userId, expiresAt });
  }

  /** The session behind a token, unless it has expired or was ended. */
  async find(token: string): Promise<Session | undefined> {
    if (token.length > 100) return undefined;
    const hash = tokenHash(token);
    const kept = this.kept.get(hash);
    const { endings } = this;
    const session = kept ?? (await this.read(hash));
    if (!session || session.expiresAt <= this.clock.now()) return undefined;
    if (!kept && endings === this.endings) this.kept.set(hash, session);
    return session;
  }

  private async read(hash: string): Promise<Session | undefined> {
    return this.readModels.get<Session>(
      'SELECT user_id AS "userId", expires_at AS "expiresAt" FROM sessions WHERE token_hash = ?',
      Buffer.from(hash, 'hex'),
    );
  }

  /** Ends one session for good. */
  async end(token: string, correlationId: string): Promise<void> {
    const hash = tokenHash(token);
    await this.runner.run(this.systemMeta(correlationId), (unit) => {
      unit.write(sql('DELETE FROM sessions WHERE token_hash = ?', Buffer.from(hash, 'hex')));
      return Promise.resolve();
    });
    this.endings++;
    this.kept.delete(hash);
    for (const listener of this.endListeners) listener(hash);
  }

  /** Adds the end of all sessions of a user to the command at work; then comes `forgetAllOf`. */
  endAllOf(unit: UnitOfWork, userId: UserId): void {
    unit.write(sql('DELETE FROM sessions WHERE user_id = ?', userId));
  }

  /** Stops accepting the sessions of a user that are gone from the disk. */
  forgetAllOf(userId: UserId): void {
    this.endings++;
    for (const [hash, session] of this.kept) {
      if (session.userId === userId) this.kept.delete(hash);
    }
  }

  /** Hears of sessions that were ended, by the hash of their token. */
  onEnd(listener: EndListener): void {
    this.endListeners.push(listener);
  }

  /** Deletes what has expired. */
  async sweep(correlationId: string): Promise<void> {
    await this.runner.run(this.systemMeta(correlationId), (unit) => {
      unit.write(sql('DELETE FROM sessions WHERE expires_at <= ?', unit.meta.now));
      return Promise.resolve();
    });
  }

  private systemMeta(correlationId: string) {
    return { actor: 'system', now: this.clock.now(), correlationId };
  }
}

/** SHA-256 of a token in hexadecimal. */
export function tokenHash(token: string): string {
  return hashBytes(token).toString('hex');
}

function hashBytes(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken({
  headers,
}: {
  readonly headers: IncomingHttpHeaders;
}): string | undefined {
  return /^Bearer +([\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
}
