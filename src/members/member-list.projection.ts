import { happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql, type Statement } from '../event-store/statement.js';
import type { MemberEvent } from './member.events.js';

const gone = (userId: string): readonly Statement[] => [
  sql('DELETE FROM {members} WHERE user_id = ?', userId),
  sql('DELETE FROM {member_roles} WHERE user_id = ?', userId),
];

const addRole = (userId: string, roleId: string): Statement =>
  sql(
    `INSERT INTO {member_roles} (user_id, role_id, joined_at, joined_position)
     SELECT user_id, ?, joined_at, joined_position FROM {members} WHERE user_id = ?`,
    roleId,
    userId,
  );

const handlers: ProjectionHandlers<MemberEvent> = {
  MemberJoined: ({ data, at, position }) => [
    sql(
      `INSERT INTO {members} (user_id, joined_at, joined_position, invite_code, invited_by)
       VALUES (?, ?, ?, ?, ?)`,
      data.user_id,
      happenedAt({ data, at }),
      position,
      data.invite_code,
      data.invited_by,
    ),
    ...data.role_ids.map((roleId) =>
      sql(
        `INSERT INTO {member_roles} (user_id, role_id, joined_at, joined_position)
         VALUES (?, ?, ?, ?)`,
        data.user_id,
        roleId,
        happenedAt({ data, at }),
        position,
      ),
    ),
  ],
  MemberLeft: ({ data }) => gone(data.user_id),
  MemberKicked: ({ data }) => gone(data.user_id),
  MemberBanned: ({ data }) => gone(data.user_id),
  MemberRoleAdded: ({ data }) => [addRole(data.user_id, data.role_id)],
  MemberRoleRemoved: ({ data }) => [
    sql('DELETE FROM {member_roles} WHERE user_id = ? AND role_id = ?', data.user_id, data.role_id),
  ],
};

/** Who is in, since when, by which invite, with which roles. */
export const memberListProjection: Projection = {
  name: 'member-list',
  version: 2,
  tables: ['members', 'member_roles'],
  schema: [
    `CREATE TABLE {members} (
       user_id TEXT NOT NULL PRIMARY KEY,
       joined_at TEXT NOT NULL,
       joined_position BIGINT NOT NULL,
       invite_code TEXT,
       invited_by TEXT
     )`,
    // Pages of the list follow the order of joining, which is unique and never changes.
    `CREATE UNIQUE INDEX {members}_by_position ON {members} (joined_position)`,
    // Who joined within a time; for those who were imported it is not the order of the positions.
    `CREATE INDEX {members}_by_time ON {members} (joined_at, joined_position)`,
    // With when its holder joined, so that the holders of one role are in that order, too.
    `CREATE TABLE {member_roles} (
       user_id TEXT NOT NULL,
       role_id TEXT NOT NULL,
       joined_at TEXT NOT NULL,
       joined_position BIGINT NOT NULL,
       PRIMARY KEY (user_id, role_id)
     )`,
    `CREATE INDEX {member_roles}_by_role ON {member_roles} (role_id, joined_at, joined_position)`,
  ],
  handlers,
};
