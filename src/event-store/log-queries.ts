import type { StoredEvent } from './hash-chain.js';
import { sql, type SqlValue } from './statement.js';

/** How the log is read, in the SQL that both engines take. Versions are compared as 64-bit numbers. */

/** A write that leaves everything as it was: to see whether one goes through. */
export const CHANGES_NOTHING = sql('UPDATE projections SET version = version');

/** The columns of `events`, as a `StoredEvent` names them. */
export const EVENT_COLUMNS = `position, id, stream, version, type, schema_version AS "schemaVersion", actor,
  at, correlation_id AS "correlationId", causation_id AS "causationId", reason, data, hash`;

export const LOG_QUERIES = {
  head: 'SELECT position, hash FROM events ORDER BY position DESC LIMIT 1',
  after: `SELECT ${EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  byId: `SELECT ${EVENT_COLUMNS} FROM events WHERE id = ?`,
  stream: `SELECT ${EVENT_COLUMNS} FROM events
    WHERE stream = ? AND version > CAST(? AS BIGINT) AND version <= CAST(? AS BIGINT)
    ORDER BY version LIMIT ?`,
  version: 'SELECT version FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1',
  // Halves the versions in question at each step, as positions rise with them: up to `low` they are
  // surely in, above `high` surely not.
  versionAt: `WITH RECURSIVE search (low, high) AS (
      SELECT 0, (SELECT MAX(version) FROM events WHERE stream = ?)
      UNION ALL
      SELECT CASE WHEN e.position <= ? THEN e.version ELSE low END,
        CASE WHEN e.position <= ? THEN high ELSE e.version - 1 END
      FROM search JOIN events e ON e.stream = ? AND e.version = (low + high + 1) / 2
      WHERE low < high
    ) SELECT low AS version FROM search WHERE low = high`,
  snapshot: `SELECT version, state FROM snapshots
    WHERE stream = ? AND fold = ? AND version <= CAST(? AS BIGINT) ORDER BY version DESC LIMIT 1`,
  key: 'SELECT key, after_version AS "after" FROM personal_keys WHERE stream = ?',
  insertKey: 'INSERT INTO personal_keys (stream, key, after_version) VALUES (?, ?, ?)',
  deleteKey: 'DELETE FROM personal_keys WHERE stream = ?',
  insertEvent: `INSERT INTO events (position, id, stream, version, type, schema_version, actor, at,
      correlation_id, causation_id, reason, data, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  insertSnapshot: `INSERT INTO snapshots (stream, fold, version, state) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
  deleteSnapshots: 'DELETE FROM snapshots WHERE stream = ?',
} as const;

/** The values of `insertEvent`. */
export function eventValues(event: StoredEvent): readonly SqlValue[] {
  return [
    event.position,
    event.id,
    event.stream,
    event.version,
    event.type,
    event.schemaVersion,
    event.actor,
    event.at,
    event.correlationId,
    event.causationId,
    event.reason,
    event.data,
    event.hash,
  ];
}
