import { doneBy, happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql } from '../event-store/statement.js';
import type { IdentityEvent } from '../identity/identity.events.js';
import type { MemberEvent } from './member.events.js';

const handlers: ProjectionHandlers<MemberEvent | IdentityEvent> = {
  MemberBanned: ({ data, actor, at, position, reason }) => [
    sql(
      'INSERT INTO {bans} (user_id, position, banned_by, banned_at, reason) VALUES (?, ?, ?, ?, ?)',
      data.user_id,
      position,
      doneBy({ data, actor }),
      happenedAt({ data, at }),
      reason,
    ),
  ],
  MemberUnbanned: ({ data }) => [sql('DELETE FROM {bans} WHERE user_id = ?', data.user_id)],
  UserErased: ({ data }) => [
    sql('UPDATE {bans} SET reason = NULL WHERE user_id = ?', data.user_id),
  ],
};

/** Who is banned, by whom, since when and why. */
export const banListProjection: Projection = {
  name: 'ban-list',
  version: 2,
  tables: ['bans'],
  schema: [
    `CREATE TABLE {bans} (
       user_id TEXT NOT NULL PRIMARY KEY,
       position BIGINT NOT NULL,
       banned_by TEXT NOT NULL,
       banned_at TEXT NOT NULL,
       reason TEXT
     )`,
    `CREATE UNIQUE INDEX {bans}_by_position ON {bans} (position)`,
  ],
  handlers,
};
