import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql } from '../event-store/statement.js';
import { withoutCase } from '../platform/without-case.js';
import type { IdentityEvent } from './identity.events.js';

const handlers: ProjectionHandlers<IdentityEvent> = {
  UserRegistered: ({ data, at }) => [
    sql(
      `INSERT INTO {users} (user_id, pubkey, display_name, registered_at) VALUES (?, ?, NULL, ?)
       ON CONFLICT (user_id) DO UPDATE SET pubkey = excluded.pubkey,
         registered_at = excluded.registered_at`,
      data.user_id,
      data.pubkey,
      at,
    ),
  ],
  PublicKeyRecorded: ({ data }) => [
    sql(
      `INSERT INTO {users} (user_id, pubkey, display_name, registered_at)
       VALUES (?, ?, NULL, NULL)
       ON CONFLICT (user_id) DO UPDATE SET pubkey = excluded.pubkey`,
      data.user_id,
      data.pubkey,
    ),
  ],
  DisplayNameChanged: ({ data }) => [
    sql(
      'UPDATE {users} SET display_name = ?, name_key = ? WHERE user_id = ?',
      data.display_name,
      data.display_name === null ? null : withoutCase(data.display_name),
      data.user_id,
    ),
  ],
  UserErased: ({ data }) => [
    sql(
      `UPDATE {users} SET pubkey = NULL, display_name = NULL, name_key = NULL WHERE user_id = ?`,
      data.user_id,
    ),
  ],
};

/** Everybody who has ever authenticated, in or not, and whose key was named before. */
export const userDirectoryProjection: Projection = {
  name: 'user-directory',
  version: 4,
  tables: ['users'],
  schema: [
    `CREATE TABLE {users} (
       user_id TEXT NOT NULL PRIMARY KEY,
       pubkey TEXT,
       display_name TEXT,
       name_key TEXT,
       registered_at TEXT
     )`,
    // People are looked for by how their name begins, in upper or lower case, or their key.
    `CREATE INDEX {users}_by_name ON {users} (name_key, user_id) WHERE name_key IS NOT NULL`,
    `CREATE INDEX {users}_by_key ON {users} (pubkey) WHERE pubkey IS NOT NULL`,
  ],
  handlers,
};
