import type { DomainEvent } from '../event-store/event.js';
import type { EventTypes } from '../event-store/event-types.js';

/** Which key signs what the log says of itself: the one before signs for it. */
export interface KeyHandover {
  /** Base64 of the 32 bytes, as heads name it. */
  readonly old_key: string;
  readonly new_key: string;
  /** Base64 of what the old key signs: see `handoverBytes`. */
  readonly signature: string;
}

export type LogKeyEvent = DomainEvent<'LogKeyReplaced', KeyHandover>;

export const logKeyEventTypes: EventTypes<LogKeyEvent> = {
  LogKeyReplaced: { schemaVersion: 1 },
};
