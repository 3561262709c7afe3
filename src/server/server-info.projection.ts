import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { add, sql, type Statement } from '../event-store/statement.js';
import type { MemberEvent } from '../members/member.events.js';
import type { ServerEvent } from './server.events.js';

const members = (more: number): readonly Statement[] => [
  add('UPDATE {server} SET member_count = member_count + ?', more),
];

/** The community is another now: which version of it, and how many members it had then. */
const changed = (version: number, position: number): readonly Statement[] => [
  sql(
    `INSERT INTO {server_changes} (position, member_count) SELECT CAST(? AS BIGINT), member_count FROM {server}`,
    position,
  ),
  sql('UPDATE {server} SET version = ?', version),
];

const handlers: ProjectionHandlers<ServerEvent | MemberEvent> = {
  ServerCreated: ({ data, version }) => [
    sql(
      `INSERT INTO {server} (id, name, icon, membership_mode, member_count, version)
       VALUES (1, ?, ?, ?, 0, ?)`,
      data.name,
      data.icon,
      data.membership_mode,
      version,
    ),
  ],
  ServerSettingsChanged: ({ data, position, version }) => [
    ...(data.name === undefined ? [] : [sql('UPDATE {server} SET name = ?', data.name)]),
    ...(data.icon === undefined ? [] : [sql('UPDATE {server} SET icon = ?', data.icon)]),
    ...(data.membership_mode === undefined
      ? []
      : [sql('UPDATE {server} SET membership_mode = ?', data.membership_mode)]),
    ...(data.accent_color === undefined
      ? []
      : [sql('UPDATE {server} SET accent_color = ?', data.accent_color)]),
    ...changed(version, position),
  ],
  OwnerAppointed: ({ version, position }) => changed(version, position),
  MemberJoined: () => members(1),
  MemberLeft: () => members(-1),
  MemberKicked: () => members(-1),
  MemberBanned: ({ data }) => (data.was_member ? members(-1) : []),
};

/** The one row of what everybody may know of the community, and how many members it had at each change of it. */
export const serverInfoProjection: Projection = {
  name: 'server-info',
  version: 5,
  tables: ['server', 'server_changes'],
  schema: [
    `CREATE TABLE {server} (
       id INTEGER NOT NULL PRIMARY KEY,
       name TEXT NOT NULL,
       icon TEXT,
       membership_mode TEXT NOT NULL,
       accent_color TEXT,
       member_count INTEGER NOT NULL,
       version INTEGER NOT NULL
     )`,
    `CREATE TABLE {server_changes} (
       position BIGINT NOT NULL PRIMARY KEY,
       member_count INTEGER NOT NULL
     )`,
  ],
  handlers,
};
