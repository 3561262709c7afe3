import type { RecordedEvent } from '../event-store/event.js';
import type { Projection } from '../event-store/projections/projection.js';
import { sql, type Statement } from '../event-store/statement.js';
import { EVENT_REGISTRY } from '../events.js';

/** How many events share a row. */
export const BLOCK = 1000;

/** The last event of a block sums it up; the others cost nothing. */
function sumUp({ position }: RecordedEvent): readonly Statement[] {
  if (position % BLOCK !== 0) return [];
  return [
    sql(
      `INSERT INTO {log_times} (block, earliest, latest)
       SELECT CAST(? AS BIGINT), MIN(at), MAX(at) FROM events WHERE position > ? AND position <= ?`,
      position / BLOCK,
      position - BLOCK,
      position,
    ),
  ];
}

/**
 * Between which times each full block of the log lies: finds the position of a time in a log of any
 * size. Both ends are kept, because a clock can be set back.
 */
export const logTimesProjection: Projection = {
  name: 'log-times',
  version: 1,
  tables: ['log_times'],
  schema: [
    `CREATE TABLE {log_times} (
       block BIGINT NOT NULL PRIMARY KEY,
       earliest TEXT NOT NULL,
       latest TEXT NOT NULL
     )`,
  ],
  handlers: Object.fromEntries([...EVENT_REGISTRY.keys()].map((type) => [type, sumUp])),
};
