import { happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql, type Statement } from '../event-store/statement.js';
import type { MemberEvent } from './member.events.js';

const gone = (userId: string): readonly Statement[] => [
  sql('DELETE FROM {members} WHERE user_id = ?', userId),
  sql('DELETE FROM {member_roles} WHERE user_id = ?', userId),
];

const addRole = (userId: string, roleId: string): Statement =>
  sql('INSERT INTO {member_roles} (user_id, role_id) VALUES (?, ?)', userId, roleId);

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
    ...data.role_ids.map((roleId) => addRole(data.user_id, roleId)),
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
  version: 1,
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
    `CREATE TABLE {member_roles} (
       user_id TEXT NOT NULL,
       role_id TEXT NOT NULL,
       PRIMARY KEY (user_id, role_id)
     )`,
    `CREATE INDEX {member_roles}_by_role ON {member_roles} (role_id)`,
  ],
  handlers,
};
