import { Inject, Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
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
import { sql, type Statement } from '../event-store/statement.js';
import type { UnitOfWork } from '../event-store/commands/unit-of-work.js';
import { KeptSessions } from './kept-sessions.js';
import { SessionEndings } from './session-endings.js';
import { sessionMessage } from './session-messages.js';
import {
  findSessions,
  insertSession,
  noteUseFrom,
  sessionsOf,
  type OpenSession,
  type OpenSessionRow,
  type Session,
} from './session-table.js';
import { SessionUses } from './session-uses.js';
import { tokenHash } from './token.js';

/** So many sessions are looked up in one query at the most. */
const AT_ONCE = 64;
/** The most sessions of one user: past that, the one that was not used for longest ends. */
export const MAX_SESSIONS = 100;

export interface IssuedSession {
  readonly token: string;
  readonly session: OpenSession;
  /** The hashes of those that ended to make room for it. */
  readonly ended: readonly string[];
}

/** Sessions: stored under the SHA-256 of their token only, the last used ones kept in memory. */
@Injectable()
export class Sessions {
  /** Who hears of those that were ended. */
  readonly endings: SessionEndings;
  private readonly kept = new KeptSessions();
  /** Requests that arrive together share a query: over a connection each costs more than its rows. */
  private readonly stored = new DataLoader<string, Session | undefined>(
    (hashes) => this.read(hashes),
    { cache: false, maxBatchSize: AT_ONCE, batchScheduleFn: setImmediate },
  );

  constructor(
    private readonly runner: CommandRunner,
    private readonly uses: SessionUses,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) store: Pick<EventStore, 'onMessage'>,
  ) {
    this.endings = new SessionEndings(this.kept, store);
  }

  /**
   * Adds a session to the command at work: it exists when the command is on disk; then comes `remember`.
   *
   * @param userAgent the program that opens it, as that calls itself
   * @param hasMany whether some may have to end for it: see {@link hasMany}
   */
  async issue(
    unit: UnitOfWork,
    userId: UserId,
    userAgent: string | null,
    hasMany: boolean,
  ): Promise<IssuedSession> {
    const { now } = unit.meta;
    const others = hasMany ? await this.openIn(unit, userId) : [];
    const ended = others.slice(MAX_SESSIONS - 1).map(({ hash }) => hash);
    this.end(unit, ended);
    const token = this.ids.token();
    const session: OpenSession = {
      hash: tokenHash(token),
      userId,
      expiresAt: secondsAfter(now, this.config.sessionTtlSeconds),
      createdAt: now,
      lastUsedAt: now,
      userAgent,
    };
    this.store(unit, session);
    return { token, session, ended };
  }

  protected store(unit: UnitOfWork, session: OpenSession): void {
    unit.write(insertSession(session));
  }

  /** Keeps a session that is on disk now: its first request is about to come. */
  remember({ session, ended }: IssuedSession): void {
    const { hash, userId, expiresAt, lastUsedAt } = session;
    this.endings.note(ended);
    this.kept.keep(hash, { userId, expiresAt, noteUseFrom: noteUseFrom(lastUsedAt) });
  }

  /** The session behind a token, unless it has expired or was ended. */
  async find(token: string): Promise<Session | undefined> {
    if (token.length > 100) return undefined;
    const hash = tokenHash(token);
    const kept = this.kept.get(hash);
    const endings = this.endings.count;
    const session = kept ?? (await this.stored.load(hash));
    const now = this.clock.now();
    if (!session || session.expiresAt <= now) return undefined;
    if (!kept && endings === this.endings.count) this.kept.keep(hash, session);
    if (now >= session.noteUseFrom) this.noteUse(hash, now);
    return session;
  }

  protected read(hashes: readonly string[]): Promise<(Session | undefined)[]> {
    return findSessions(this.readModels, hashes);
  }

  protected noteUse(hash: string, now: Instant): void {
    this.uses.note(hash, now);
  }

  /** Whether a user is near the most sessions: looked up before a command, which others wait for. */
  async hasMany(userId: UserId): Promise<boolean> {
    return (await this.openOf(userId)).length > MAX_SESSIONS / 2;
  }

  /** Notes that somebody is connected by each of these sessions. */
  noteConnected(hashes: readonly string[]): void {
    const now = this.clock.now();
    for (const hash of hashes) this.noteUse(hash, now);
  }

  /** The open sessions of a user, the one that was used last first. */
  openOf(userId: UserId): Promise<readonly OpenSession[]> {
    return this.open(this.clock.now(), userId, ({ text, values }) =>
      this.readModels.all(text, ...values),
    );
  }

  /** The same as a command finds them: nobody opens or ends one before it is on disk. */
  openIn(unit: UnitOfWork, userId: UserId): Promise<readonly OpenSession[]> {
    return this.open(unit.meta.now, userId, (statement) => unit.all(statement));
  }

  private async open(
    now: Instant,
    userId: UserId,
    all: (statement: Statement) => Promise<readonly OpenSessionRow[]>,
  ): Promise<readonly OpenSession[]> {
    const open = await this.storedOf(all, userId, now);
    return open
      .map((each) => ({ ...each, lastUsedAt: this.uses.lastOf(each.hash) ?? each.lastUsedAt }))
      .sort((one, other) => (lastUseOf(one) > lastUseOf(other) ? -1 : 1));
  }

  protected storedOf(...asked: Parameters<typeof sessionsOf>): Promise<readonly OpenSession[]> {
    return sessionsOf(...asked);
  }

  /** Adds the end of sessions to the command at work; then comes `endings.note`. */
  end(unit: Pick<Stage, 'write' | 'tell'>, hashes: readonly string[]): void {
    for (const hash of hashes) {
      unit.write(sql('DELETE FROM sessions WHERE token_hash = ?', Buffer.from(hash, 'hex')));
      unit.tell(sessionMessage({ session: hash }));
    }
  }

  /** Adds the end of all sessions of a user to the command at work; then comes `endings.noteAllOf`. */
  endAllOf(unit: Pick<Stage, 'write' | 'tell'>, userId: UserId): void {
    unit.write(sql('DELETE FROM sessions WHERE user_id = ?', userId));
    unit.tell(sessionMessage({ sessions_of: userId }));
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

const lastUseOf = ({ lastUsedAt, createdAt }: OpenSession): string => lastUsedAt ?? createdAt ?? '';
