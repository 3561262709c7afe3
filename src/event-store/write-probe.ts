import { randomUUID } from 'node:crypto';
import type { EventStore } from './event-store.js';
import { CHANGES_NOTHING } from './log-queries.js';
import { placeEvents } from './place-events.js';

class Undone extends Error {}

/**
 * Writes an event and takes it back, then commits a change of nothing: whether the log can be written, where looking
 * does not tell.
 */
export async function tryToWrite(transact: EventStore['transact']): Promise<void> {
  await transact(async (transaction) => {
    const event = {
      ...{ id: randomUUID(), stream: 'probe', type: 'Probed', schemaVersion: 1, actor: 'system' },
      ...{ at: '', correlationId: 'probe', causationId: null, reason: null, data: '{}' },
    };
    await transaction.adopt(placeEvents(transaction.head, 0, [event]).rows);
    throw new Undone();
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  await transact((transaction) => transaction.write(CHANGES_NOTHING));
}
