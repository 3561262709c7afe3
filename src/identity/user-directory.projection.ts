import type { Projection, ProjectionHandlers } from '../event-store/projection.js';
import { sql } from '../event-store/statement.js';
import type { IdentityEvent } from './identity.events.js';

const handlers: ProjectionHandlers<IdentityEvent> = {
  UserRegistered: ({ data, at }) => [
    sql(
      'INSERT INTO {users} (user_id, pubkey, display_name, registered_at) VALUES (?, ?, NULL, ?)',
      data.user_id,
      data.pubkey,
      at,
    ),
  ],
  DisplayNameChanged: ({ data }) => [
    sql('UPDATE {users} SET display_name = ? WHERE user_id = ?', data.display_name, data.user_id),
  ],
};

/** Everybody who has ever authenticated, in or not. */
export const userDirectoryProjection: Projection = {
  name: 'user-directory',
  version: 1,
  tables: ['users'],
  schema: [
    `CREATE TABLE {users} (
       user_id TEXT NOT NULL PRIMARY KEY,
       pubkey TEXT,
       display_name TEXT,
       registered_at TEXT NOT NULL
     )`,
  ],
  handlers,
};
