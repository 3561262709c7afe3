import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { secondsAfter } from '../platform/clock.js';
import { IDEMPOTENCY_SECONDS } from '../http/idempotency-records.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { bySystem } from '../event-store/commands/stage.js';
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
    await this.runner.run(bySystem('housekeeping'), (unit) => {
      const before = secondsAfter(unit.meta.now, -IDEMPOTENCY_SECONDS);
      unit.write(sql('DELETE FROM idempotency_keys WHERE at <= ?', before));
      return Promise.resolve();
    });
  }
}
