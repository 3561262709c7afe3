import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { StorageUnavailable } from '../event-store/errors.js';
import { SharedHead } from '../event-store/shared-head.js';
import { States } from '../event-store/states.js';
import { ValidationFailed } from './validation.js';

/**
 * Stands on every answer to a write, with the position of the log that it made or a later one; a request that
 * carries it is answered as of that position or later, by whichever process.
 */
export const POSITION_HEADER = 'Gatehouse-Position';

/** How long a request waits for this process to hear of what another one has written. */
const PATIENCE_MS = 2000;

/** Reading what was written, whichever process it was written by. */
@Injectable()
export class LogPosition {
  /** Anybody may name a position, before it is known who they are. */
  private readonly head: SharedHead;

  constructor(
    private readonly states: States,
    @Inject(EVENT_STORE) store: Pick<EventStore, 'head'>,
  ) {
    this.head = new SharedHead(store);
  }

  /** What this process knows of the log; nothing before it has seen any of it. */
  get known(): number | undefined {
    return this.states.position < 0 ? undefined : this.states.position;
  }

  /**
   * Comes to the position that a request names. One that the log does not hold, as when a backup was restored,
   * would be waited for in vain, and is passed over.
   *
   * @throws ValidationFailed when it is no position; StorageUnavailable when this process does not get there soon
   */
  async reach(named: string): Promise<void> {
    if (!/^\d{1,15}$/.test(named)) {
      const message = `${POSITION_HEADER} must be a whole number from 0 on.`;
      throw new ValidationFailed([{ field: POSITION_HEADER, message }]);
    }
    const position = Number(named);
    if (position <= this.states.position) return;
    const head = await this.head.read();
    // After a log was rewound nothing is known until something is written: what is read now is as of its head.
    if (this.states.position < 0) this.states.moveTo(head.position);
    if (position > head.position || (await this.states.reach(position, PATIENCE_MS))) return;
    throw new StorageUnavailable(new Error(`Position ${position} has not been heard of here.`));
  }
}
