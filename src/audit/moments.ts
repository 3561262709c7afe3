import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, type Instant } from '../platform/clock.js';
import { ValidationFailed } from '../http/validation.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { BLOCK } from './log-times.projection.js';

/** A moment of the log: behind the event at `position`, at the time `at`. */
export interface Moment {
  /** 0 = before the first event. */
  readonly position: number;
  readonly at: Instant;
}

/** How a request names a moment: by a time, by a position from 1, or not at all. */
export interface MomentAsked {
  readonly at?: Instant | undefined;
  readonly position?: number | undefined;
}

/**
 * Finds the positions that times stand for. A time stands for the last event that is not later. While
 * clocks run on there is no doubt; where one was set back, the last time that it passed counts.
 */
@Injectable()
export class Moments {
  constructor(
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'head' | 'readStored'>,
    @Inject(READ_MODELS) private readonly readModels: Pick<ReadModels, 'get'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The moment that was asked for, or now; a time to come is now, too.
   * @throws ValidationFailed for a position that the log has not reached, or when both are given
   */
  async find({ at, position }: MomentAsked): Promise<Moment> {
    if (at !== undefined && position !== undefined) {
      throw invalid('at', 'give either at or position, not both');
    }
    const now = this.clock.now();
    const head = await this.store.head();
    if (at !== undefined && at < now) return { position: await this.lastUpTo(at), at };
    if (position === undefined) return { position: head.position, at: now };
    if (position > head.position) {
      throw invalid('position', `position must be at most ${head.position}, where the log ends`);
    }
    return { position, at: await this.timeOf(position) };
  }

  /** The position of the last event at or before a time; 0 when there is none. */
  async lastUpTo(time: Instant): Promise<number> {
    const full = await this.fullBlocks();
    const inTail = await this.pick('MAX', full * BLOCK, Number.MAX_SAFE_INTEGER, 'at <= ?', time);
    if (inTail !== null) return inTail;
    const row = await this.readModels.get<{ block: number }>(
      'SELECT block FROM {log_times} WHERE earliest <= ? ORDER BY block DESC LIMIT 1',
      time,
    );
    if (!row) return 0;
    const { block } = row;
    return (await this.pick('MAX', (block - 1) * BLOCK, block * BLOCK, 'at <= ?', time)) ?? 0;
  }

  /** The position of the first event at or after a time; one past the head when there is none. */
  async firstFrom(time: Instant): Promise<number> {
    const full = await this.fullBlocks();
    const row = await this.readModels.get<{ block: number }>(
      'SELECT block FROM {log_times} WHERE latest >= ? ORDER BY block LIMIT 1',
      time,
    );
    const [after, upTo] = row
      ? [(row.block - 1) * BLOCK, row.block * BLOCK]
      : [full * BLOCK, Number.MAX_SAFE_INTEGER];
    const found = await this.pick('MIN', after, upTo, 'at >= ?', time);
    return found ?? (await this.store.head()).position + 1;
  }

  private async fullBlocks(): Promise<number> {
    return Math.floor((await this.store.head()).position / BLOCK);
  }

  private async pick(
    which: 'MIN' | 'MAX',
    after: number,
    upTo: number,
    condition: 'at <= ?' | 'at >= ?',
    time: Instant,
  ): Promise<number | null> {
    const row = await this.readModels.get<{ position: number | null }>(
      `SELECT ${which}(position) AS position FROM events
       WHERE position > ? AND position <= CAST(? AS BIGINT) AND ${condition}`,
      after,
      upTo,
      time,
    );
    return row?.position ?? null;
  }

  private async timeOf(position: number): Promise<Instant> {
    const [event] = await this.store.readStored(position - 1, 1);
    if (!event) throw new Error(`There is no event at position ${position}.`);
    return event.at;
  }
}

function invalid(field: string, message: string): ValidationFailed {
  return new ValidationFailed([{ field, message }]);
}
