import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Instant } from '../platform/clock.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { bySystem } from '../event-store/commands/stage.js';
import { sql } from '../event-store/statement.js';

const FLUSH_MS = 5000;
/** How many are written with one commit, so that no join waits long behind them. */
const MAX_WRITTEN = 500;
/** What waits in memory; past that, uses are not noted until the next writing. */
const MAX_WAITING = 100_000;

/** When sessions were used last: kept in memory, and written now and then in a commit that others share. */
@Injectable()
export class SessionUses implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionUses.name);
  /** By the hash of their token. */
  private readonly waiting = new Map<string, Instant>();

  constructor(private readonly runner: CommandRunner) {}

  note(tokenHash: string, at: Instant): void {
    if (this.waiting.size < MAX_WAITING || this.waiting.has(tokenHash)) {
      this.waiting.set(tokenHash, at);
    }
  }

  /** When a session was used that is not written yet. */
  lastOf(tokenHash: string): Instant | undefined {
    return this.waiting.get(tokenHash);
  }

  @Interval(FLUSH_MS)
  async flush(): Promise<void> {
    try {
      for (let left = this.waiting.size; left > 0; left -= MAX_WRITTEN) await this.write();
    } catch (error) {
      // The next round writes it.
      const why = error instanceof Error ? error.message : String(error);
      this.logger.warn(`When sessions were used could not be written: ${why}`);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private async write(): Promise<void> {
    const batch = [...this.waiting].slice(0, MAX_WRITTEN);
    await this.runner.run(bySystem('session-uses'), (unit) => {
      for (const [hash, at] of batch) {
        unit.write(
          sql(
            'UPDATE sessions SET last_used_at = ? WHERE token_hash = ?',
            at,
            Buffer.from(hash, 'hex'),
          ),
        );
      }
      return Promise.resolve();
    });
    for (const [hash, at] of batch) if (this.waiting.get(hash) === at) this.waiting.delete(hash);
  }
}
