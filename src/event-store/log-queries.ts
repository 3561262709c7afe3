import type { StoredEvent } from './hash-chain.js';
import type { SqlValue } from './statement.js';

/** How the log is read, in the SQL that both engines take. Versions are compared as 64-bit numbers. */

const EVENT = `position, id, stream, version, type, schema_version AS "schemaVersion", actor,
  at, correlation_id AS "correlationId", causation_id AS "causationId", reason, data, hash`;

export const LOG_QUERIES = {
  head: 'SELECT position, hash FROM events ORDER BY position DESC LIMIT 1',
  after: `SELECT ${EVENT} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  byId: `SELECT ${EVENT} FROM events WHERE id = ?`,
  stream: `SELECT ${EVENT} FROM events
    WHERE stream = ? AND version > CAST(? AS BIGINT) AND version <= CAST(? AS BIGINT)
    ORDER BY version LIMIT ?`,
  versionAt: `SELECT version FROM events WHERE stream = ? AND position <= ?
    ORDER BY version DESC LIMIT 1`,
  snapshot: `SELECT version, state FROM snapshots
    WHERE stream = ? AND fold = ? AND version <= CAST(? AS BIGINT) ORDER BY version DESC LIMIT 1`,
  key: 'SELECT key FROM personal_keys WHERE stream = ?',
  insertKey: 'INSERT INTO personal_keys (stream, key) VALUES (?, ?)',
  insertEvent: `INSERT INTO events (position, id, stream, version, type, schema_version, actor, at,
      correlation_id, causation_id, reason, data, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  insertSnapshot: `INSERT INTO snapshots (stream, fold, version, state) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
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
