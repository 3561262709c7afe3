import { Inject, Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { CLOCK, secondsAfter, type Clock, type Instant } from '../platform/clock.js';
import { IDS, type Ids, type UserId } from '../platform/ids.js';
import { CONFIG, type Config } from '../config.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { bySystem, type Stage } from '../event-store/commands/stage.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import { sessionMessage, sessionMessageIn } from './session-messages.js';
import { tokenHash } from './token.js';

const SESSIONS_KEPT = 100_000;
/** How long a session counts as open without looking, should we not hear that another process has ended it. */
const KEPT_MS = 500;
/** So many sessions are looked up in one query at the most. */
const AT_ONCE = 64;

export interface Session {
  readonly userId: UserId;
  readonly expiresAt: Instant;
}

export interface IssuedSession extends Session {
  readonly token: string;
}

type EndListener = (tokenHash: string) => void;
type DoubtListener = () => void;

/** Sessions: stored under the SHA-256 of their token only, the last used ones kept in memory. */
@Injectable()
export class Sessions {
  private readonly kept: LRUCache<string, Session>;
  /** Whose the kept ones are. */
  private readonly hashesOf = new Map<UserId, Set<string>>();
  private readonly endListeners: EndListener[] = [];
  private readonly doubtListeners: DoubtListener[] = [];
  /** How often sessions were ended: what was read before must not be kept after. */
  private endings = 0;
  /** Requests that arrive together share a query: over a connection each costs more than its rows. */
  private readonly stored = new DataLoader<string, Session | undefined>(
    (hashes) => this.read(hashes),
    { cache: false, maxBatchSize: AT_ONCE, batchScheduleFn: setImmediate },
  );

  constructor(
    private readonly runner: CommandRunner,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) store: Pick<EventStore, 'onMessage'>,
  ) {
    this.kept = new LRUCache<string, Session>({
      max: SESSIONS_KEPT,
      ttl: KEPT_MS,
      dispose: ({ userId }, hash) => this.unlist(userId, hash),
    });
    store.onMessage((message) => this.hear(message));
  }

  /** Adds a session to the command at work: it exists when the command is on disk. */
  issue(unit: UnitOfWork, userId: UserId): IssuedSession {
    const session = this.newSession(unit, userId);
    unit.write(
      sql(
        'INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)',
        Buffer.from(tokenHash(session.token), 'hex'),
        userId,
        session.expiresAt,
      ),
    );
    return session;
  }

  protected newSession(unit: UnitOfWork, userId: UserId): IssuedSession {
    const expiresAt = secondsAfter(unit.meta.now, this.config.sessionTtlSeconds);
    return { token: this.ids.token(), userId, expiresAt };
  }

  /** Keeps a session that is on disk now: its first request is about to come. */
  remember({ token, userId, expiresAt }: IssuedSession): void {
    this.keep(tokenHash(token), { userId, expiresAt });
  }

  /** The session behind a token, unless it has expired or was ended. */
  async find(token: string): Promise<Session | undefined> {
    if (token.length > 100) return undefined;
    const hash = tokenHash(token);
    const kept = this.kept.get(hash);
    const { endings } = this;
    const session = kept ?? (await this.stored.load(hash));
    if (!session || session.expiresAt <= this.clock.now()) return undefined;
    if (!kept && endings === this.endings) this.keep(hash, session);
    return session;
  }

  protected async read(hashes: readonly string[]): Promise<(Session | undefined)[]> {
    // Filled up to a power of two, so that few texts are prepared.
    const places = 2 ** Math.ceil(Math.log2(hashes.length));
    const asked = Array.from({ length: places }, (_, index) => hashes[index] ?? hashes[0] ?? '');
    const rows = await this.readModels.all<Session & { readonly hash: Buffer }>(
      `SELECT token_hash AS hash, user_id AS "userId", expires_at AS "expiresAt" FROM sessions
       WHERE token_hash IN (${asked.map(() => '?').join(', ')})`,
      ...asked.map((hash) => Buffer.from(hash, 'hex')),
    );
    const found = new Map(rows.map(({ hash, ...session }) => [hash.toString('hex'), session]));
    return hashes.map((hash) => found.get(hash));
  }

  /** Ends one session for good. */
  async end(token: string, correlationId: string): Promise<void> {
    const hash = tokenHash(token);
    await this.remove(hash, correlationId);
    this.forget(hash);
  }

  protected async remove(hash: string, correlationId: string): Promise<void> {
    await this.runner.run(bySystem(correlationId), (unit) => {
      unit.write(sql('DELETE FROM sessions WHERE token_hash = ?', Buffer.from(hash, 'hex')));
      unit.tell(sessionMessage({ session: hash }));
      return Promise.resolve();
    });
  }

  /** Adds the end of all sessions of a user to the command at work; then comes `forgetAllOf`. */
  endAllOf(unit: Pick<Stage, 'write' | 'tell'>, userId: UserId): void {
    unit.write(sql('DELETE FROM sessions WHERE user_id = ?', userId));
    unit.tell(sessionMessage({ sessions_of: userId }));
  }

  /** Stops accepting the sessions of a user that are gone from the disk. */
  forgetAllOf(userId: UserId): void {
    this.endings++;
    for (const hash of [...(this.hashesOf.get(userId) ?? [])]) this.kept.delete(hash);
  }

  private keep(hash: string, session: Session): void {
    this.kept.set(hash, session);
    const hashes = this.hashesOf.get(session.userId) ?? new Set();
    this.hashesOf.set(session.userId, hashes.add(hash));
  }

  private unlist(userId: UserId, hash: string): void {
    const hashes = this.hashesOf.get(userId);
    hashes?.delete(hash);
    if (hashes?.size === 0) this.hashesOf.delete(userId);
  }

  private forget(hash: string): void {
    this.endings++;
    this.kept.delete(hash);
    for (const listener of this.endListeners) listener(hash);
  }

  /** Another process, or this one, has ended sessions; without a message, some may have been ended unheard. */
  private hear(text: string | undefined): void {
    if (text === undefined) {
      this.endings++;
      this.kept.clear();
      for (const listener of this.doubtListeners) listener();
      return;
    }
    const message = sessionMessageIn(text);
    if (!message) return;
    if ('session' in message) this.forget(message.session);
    else this.forgetAllOf(message.sessions_of);
  }

  /** Hears of sessions that were ended, in whatever process, by the hash of their token. */
  onEnd(listener: EndListener): void {
    this.endListeners.push(listener);
  }

  /** Hears that sessions may have been ended without a word: those that matter are to be looked up. */
  onDoubt(listener: DoubtListener): void {
    this.doubtListeners.push(listener);
  }

  /** Which of these sessions are there no more. */
  async ended(hashes: readonly string[]): Promise<readonly string[]> {
    const found = await this.stored.loadMany(hashes);
    const failed = found.find((session) => session instanceof Error);
    if (failed) throw failed;
    return hashes.filter((_, index) => found[index] === undefined);
  }

  /** Deletes what has expired. */
  async sweep(correlationId: string): Promise<void> {
    await this.runner.run(bySystem(correlationId), (unit) => {
      unit.write(sql('DELETE FROM sessions WHERE expires_at <= ?', unit.meta.now));
      return Promise.resolve();
    });
  }
}
