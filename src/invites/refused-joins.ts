import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Instant } from '../platform/clock.js';
import type { InviteCode, UserId } from '../platform/ids.js';
import type { ProblemCode } from '../platform/problem-codes.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { bySystem } from '../event-store/commands/stage.js';
import { sql, type Statement } from '../event-store/statement.js';

/** The refusals that say something of an invite, or of who tried; an unknown code says nothing. */
const NOTED: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'INVITE_EXPIRED',
  'INVITE_EXHAUSTED',
  'INVITE_REVOKED',
  'INVITE_PAUSED',
  'INVITER_GONE',
  'MEMBER_BANNED',
  'NOT_ALLOWLISTED',
  'MEMBERSHIP_CLOSED',
  'ROLE_HIERARCHY',
]);

const FLUSH_MS = 1000;
/** What waits in memory; past that, attempts are not noted until the next writing. */
const MAX_WAITING = 10_000;
/** How many are written with one commit, so that no join waits long behind them. */
const MAX_WRITTEN = 500;
/** The rows that are kept of one invite, and of all: the latest. */
export const KEPT_OF_INVITE = 1000;
export const KEPT_IN_ALL = 100_000;
/** How many writings there are between two that look at all rows. */
const TRIM_EVERY = 60;

interface Attempts {
  readonly code: InviteCode;
  readonly userId: UserId;
  readonly reason: ProblemCode;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/**
 * Keeps who was refused a join, why and how often, in a bounded table beside the log. Attempts are added
 * up in memory and written once a second, in a commit that others share: a flood of them costs next to
 * nothing. A crash loses the last second's.
 */
@Injectable()
export class RefusedJoins implements BeforeApplicationShutdown {
  private readonly logger = new Logger(RefusedJoins.name);
  private waiting = new Map<string, Attempts>();
  /** Settles when what is being written, and all that waits to be, is on disk. */
  private queue: Promise<void> = Promise.resolve();
  private writings = 0;

  constructor(private readonly runner: CommandRunner) {}

  note(code: InviteCode, userId: UserId, reason: ProblemCode, at: Instant): void {
    if (!NOTED.has(reason)) return;
    this.add({ code, userId, reason, count: 1, firstAt: at, lastAt: at });
  }

  private add(attempts: Attempts): void {
    const key = `${attempts.code} ${attempts.userId} ${attempts.reason}`;
    const known = this.waiting.get(key);
    if (!known && this.waiting.size >= MAX_WAITING) return;
    this.waiting.set(
      key,
      known ? { ...known, count: known.count + attempts.count, lastAt: attempts.lastAt } : attempts,
    );
  }

  /** Writes what waits, and resolves when it is on disk. */
  @Interval(FLUSH_MS)
  flush(): Promise<void> {
    this.queue = this.queue.then(() => this.writeAll());
    return this.queue;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private async writeAll(): Promise<void> {
    try {
      for (let left = this.waiting.size; left > 0; left -= MAX_WRITTEN) await this.write();
    } catch (error) {
      // Nothing is lost: the next round writes it.
      const why = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Refused joins could not be written: ${why}`);
    }
  }

  private async write(): Promise<void> {
    const batch = [...this.waiting].slice(0, MAX_WRITTEN);
    for (const [key] of batch) this.waiting.delete(key);
    const attempts = batch.map(([, each]) => each);
    try {
      await this.runner.run(bySystem('refused-joins'), (unit) => {
        for (const statement of this.statementsFor(attempts)) unit.write(statement);
        return Promise.resolve();
      });
    } catch (error) {
      for (const each of attempts) this.add(each);
      throw error;
    }
    this.writings++;
  }

  private *statementsFor(batch: readonly Attempts[]): Generator<Statement> {
    for (const { code, userId, reason, count, firstAt, lastAt } of batch) {
      yield sql(
        `INSERT INTO refused_joins (code, user_id, reason, count, first_at, last_at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (code, user_id, reason) DO UPDATE
           SET count = refused_joins.count + excluded.count, last_at = excluded.last_at`,
        ...[code, userId, reason, count, firstAt, lastAt],
      );
    }
    for (const code of new Set(batch.map(({ code }) => code))) {
      yield sql(
        `DELETE FROM refused_joins WHERE code = ? AND last_at <
           (SELECT last_at FROM refused_joins WHERE code = ?
            ORDER BY last_at DESC LIMIT 1 OFFSET ?)`,
        ...[code, code, KEPT_OF_INVITE - 1],
      );
    }
    if (this.writings % TRIM_EVERY !== 0) return;
    yield sql(
      `DELETE FROM refused_joins WHERE last_at <
         (SELECT last_at FROM refused_joins ORDER BY last_at DESC LIMIT 1 OFFSET ?)`,
      KEPT_IN_ALL - 1,
    );
  }
}
