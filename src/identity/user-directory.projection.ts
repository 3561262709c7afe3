import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql } from '../event-store/statement.js';
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
    sql('UPDATE {users} SET display_name = ? WHERE user_id = ?', data.display_name, data.user_id),
  ],
  UserErased: ({ data }) => [
    sql('UPDATE {users} SET pubkey = NULL, display_name = NULL WHERE user_id = ?', data.user_id),
  ],
};

/** Everybody who has ever authenticated, in or not, and whose key was named before. */
export const userDirectoryProjection: Projection = {
  name: 'user-directory',
  version: 3,
  tables: ['users'],
  schema: [
    `CREATE TABLE {users} (
       user_id TEXT NOT NULL PRIMARY KEY,
       pubkey TEXT,
       display_name TEXT,
       registered_at TEXT
     )`,
  ],
  handlers,
};
