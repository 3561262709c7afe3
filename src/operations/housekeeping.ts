import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CLOCK, secondsAfter, type Clock } from '../common/clock.js';
import { IDEMPOTENCY_SECONDS } from '../common/idempotency.js';
import { CommandRunner } from '../event-store/command-runner.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import { Challenges } from '../identity/challenges.js';
import { Sessions } from '../identity/sessions.js';

const EVERY_MS = 10 * 60 * 1000;

/** Throws away runtime state that has had its time: sessions, challenges, idempotency records. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger(Housekeeping.name);

  constructor(
    private readonly sessions: Sessions,
    private readonly challenges: Challenges,
    private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(EVERY_MS)
  async sweep(): Promise<void> {
    try {
      if (!(await this.store.leads())) return;
      await this.sessions.sweep('housekeeping');
      await this.challenges.sweep('housekeeping');
      await this.dropIdempotencyRecords();
    } catch (error) {
      // The next round tries again.
      this.logger.error(error);
    }
  }

  private async dropIdempotencyRecords(): Promise<void> {
    const now = this.clock.now();
    const meta = { actor: 'system', now, correlationId: 'housekeeping' };
    await this.runner.run(meta, (unit) => {
      const before = secondsAfter(now, -IDEMPOTENCY_SECONDS);
      unit.write(sql('DELETE FROM idempotency_keys WHERE at <= ?', before));
      return Promise.resolve();
    });
  }
}
