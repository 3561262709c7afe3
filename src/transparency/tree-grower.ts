import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { LogTree } from './log-tree.js';

const EVERY_MS = 1000;

/**
 * Takes what has become whole of the tree, behind the log and out of everybody's way, and stores it, the last of it
 * once nobody writes; one process does it for all.
 */
@Injectable()
export class TreeGrower {
  private readonly logger = new Logger(TreeGrower.name);
  private growing = false;
  /** How long the log was a round ago. */
  private seen = 0;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly tree: LogTree,
  ) {}

  @Interval(EVERY_MS)
  async grow(): Promise<void> {
    if (this.growing) return;
    this.growing = true;
    try {
      if (!(await this.store.leads())) return;
      const { position } = await this.store.head();
      const isQuiet = position === this.seen;
      this.seen = position;
      while (await this.tree.grow(isQuiet));
    } catch (error) {
      // The next round tries again; until then what is missing is taken anew by whoever asks.
      this.logger.error(error);
    } finally {
      this.growing = false;
    }
  }
}
