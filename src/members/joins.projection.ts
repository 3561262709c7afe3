import { happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql, type Statement } from '../event-store/statement.js';
import type { MemberEvent } from './member.events.js';

interface Departure {
  readonly at: string;
  readonly position: number;
  readonly data: { readonly user_id: string };
}

/** Ends the join that somebody is in by; whoever is banned from outside has none. */
const left =
  (how: 'left' | 'kicked' | 'banned') =>
  ({ data, at, position }: Departure): readonly Statement[] => [
    sql(
      `UPDATE {joins} SET left_position = ?, left_at = ?, left_as = ?
       WHERE position = (SELECT MAX(position) FROM {joins} WHERE user_id = ?)
         AND left_position IS NULL`,
      position,
      at,
      how,
      data.user_id,
    ),
  ];

const handlers: ProjectionHandlers<MemberEvent> = {
  MemberJoined: ({ data, at, position }) => [
    sql(
      `INSERT INTO {joins} (position, user_id, at, invite_code, invited_by) VALUES (?, ?, ?, ?, ?)`,
      position,
      data.user_id,
      happenedAt({ data, at }),
      data.invite_code,
      data.invited_by,
    ),
  ],
  MemberLeft: left('left'),
  MemberKicked: left('kicked'),
  MemberBanned: left('banned'),
};

/**
 * Every join that there ever was, and how it ended. Each is a node of the tree of who brought whom: its
 * parent is the join by which the inviter was in at the time. How many it has below it is counted by those
 * who ask, not with each join: everybody waits for a join.
 */
export const joinsProjection: Projection = {
  name: 'joins',
  version: 3,
  tables: ['joins'],
  schema: [
    `CREATE TABLE {joins} (
       position BIGINT NOT NULL PRIMARY KEY,
       user_id TEXT NOT NULL,
       at TEXT NOT NULL,
       invite_code TEXT,
       invited_by TEXT,
       left_position BIGINT,
       left_at TEXT,
       left_as TEXT
     )`,
    `CREATE INDEX {joins}_by_user ON {joins} (user_id, position)`,
    `CREATE INDEX {joins}_by_invite ON {joins} (invite_code, position)
       WHERE invite_code IS NOT NULL`,
    `CREATE INDEX {joins}_by_inviter ON {joins} (invited_by, position)
       WHERE invited_by IS NOT NULL`,
    // Has all that is counted, so that counting reads nothing else.
    `CREATE INDEX {joins}_by_time ON {joins} (at, invite_code, invited_by)`,
  ],
  handlers,
};
