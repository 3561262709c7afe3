import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Interval } from '@nestjs/schedule';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { ExpireInvites } from './commands/expire-invites.command.js';

const EVERY_MS = 1000;

/** Makes expiries facts in the log soon after they come; what came while we were down, at once. */
@Injectable()
export class ExpirySweeper {
  private readonly logger = new Logger(ExpirySweeper.name);
  private sweeping = false;

  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Interval(EVERY_MS)
  async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      if (!(await this.store.leads())) return;
      const count = await this.commands.execute(new ExpireInvites('sweep-expiry'));
      if (count > 0) this.logger.log(`Recorded the expiry of ${count} invites.`);
    } catch (error) {
      // The next round tries again.
      this.logger.error(error);
    } finally {
      this.sweeping = false;
    }
  }
}
