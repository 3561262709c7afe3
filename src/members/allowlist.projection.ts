import { doneBy, happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql } from '../event-store/statement.js';
import type { MemberEvent } from './member.events.js';

const handlers: ProjectionHandlers<MemberEvent> = {
  UserAllowlisted: ({ data, actor, at, position }) => [
    sql(
      'INSERT INTO {allowlist} (user_id, position, added_by, added_at) VALUES (?, ?, ?, ?)',
      data.user_id,
      position,
      doneBy({ data, actor }),
      happenedAt({ data, at }),
    ),
  ],
  UserUnlisted: ({ data }) => [sql('DELETE FROM {allowlist} WHERE user_id = ?', data.user_id)],
};

/** Who can join while the membership mode is `allowlist`. */
export const allowlistProjection: Projection = {
  name: 'allowlist',
  version: 1,
  tables: ['allowlist'],
  schema: [
    `CREATE TABLE {allowlist} (
       user_id TEXT NOT NULL PRIMARY KEY,
       position BIGINT NOT NULL,
       added_by TEXT NOT NULL,
       added_at TEXT NOT NULL
     )`,
    `CREATE UNIQUE INDEX {allowlist}_by_position ON {allowlist} (position)`,
  ],
  handlers,
};
