const CLEAR_ANSWERS = [
  'DROP TABLE idempotency_keys',
  `CREATE TABLE idempotency_keys (user_id TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (user_id, key))`,
  'CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at)',
] as const;

/** Makes of a database what it was when answers and snapshots stood in the clear. */
export const CLEAR_ANSWERS_SCHEMA = [
  ...CLEAR_ANSWERS,
  'DELETE FROM migrations WHERE timestamp >= 1796300000000',
] as const;

/** Makes of a database what it was before keys could be made after an erasure: all later migrations are undone. */
export const OLDER_SCHEMA = [
  ...CLEAR_ANSWERS,
  'DROP TABLE community_secret',
  'ALTER TABLE sessions DROP COLUMN user_agent',
  'ALTER TABLE sessions DROP COLUMN last_used_at',
  'ALTER TABLE sessions DROP COLUMN created_at',
  'DROP TABLE cosignatures',
  'DROP TABLE witnessed_logs',
  'DROP TABLE tree_nodes',
  'DROP TABLE log_origin',
  'ALTER TABLE personal_keys DROP COLUMN after_version',
  'DELETE FROM migrations WHERE timestamp >= 1796240000000',
] as const;
