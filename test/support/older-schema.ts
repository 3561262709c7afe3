/** Makes of a database what it was before keys could be made after an erasure: all later migrations are undone. */
export const OLDER_SCHEMA = [
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
