import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { LogTree } from './log-tree.js';

const EVERY_MS = 1000;

/** Stores what has become whole of the tree, behind the log and out of everybody's way; one process does it for all. */
@Injectable()
export class TreeGrower {
  private readonly logger = new Logger(TreeGrower.name);
  private growing = false;

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
      while (await this.tree.grow());
    } catch (error) {
      // The next round tries again; until then what is missing is taken anew by whoever asks.
      this.logger.error(error);
    } finally {
      this.growing = false;
    }
  }
}
