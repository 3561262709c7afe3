import { happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { sql } from '../event-store/statement.js';
import type { RoleEvent } from './role.events.js';

const handlers: ProjectionHandlers<RoleEvent> = {
  RoleCreated: ({ data, at, version }) => [
    sql(
      `INSERT INTO {roles} (id, name, color, position, permissions, is_builtin, created_at, updated_at,
         version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      data.role_id,
      data.name,
      data.color,
      data.position,
      data.permissions,
      data.is_builtin ? 1 : 0,
      happenedAt({ data, at }),
      happenedAt({ data, at }),
      version,
    ),
  ],
  RoleUpdated: ({ data, at, version }) => [
    sql(
      `UPDATE {roles} SET name = COALESCE(?, name), position = COALESCE(?, position),
         permissions = COALESCE(?, permissions), updated_at = ?, version = ? WHERE id = ?`,
      data.name ?? null,
      data.position ?? null,
      data.permissions ?? null,
      at,
      version,
      data.role_id,
    ),
    ...(data.color === undefined
      ? []
      : [sql('UPDATE {roles} SET color = ? WHERE id = ?', data.color, data.role_id)]),
  ],
  RoleDeleted: ({ data }) => [sql('DELETE FROM {roles} WHERE id = ?', data.role_id)],
};

/** The roles that there are. */
export const roleListProjection: Projection = {
  name: 'role-list',
  version: 2,
  tables: ['roles'],
  schema: [
    `CREATE TABLE {roles} (
       id TEXT NOT NULL PRIMARY KEY,
       name TEXT NOT NULL,
       color TEXT,
       position INTEGER NOT NULL,
       permissions INTEGER NOT NULL,
       is_builtin INTEGER NOT NULL,
       created_at TEXT NOT NULL,
       updated_at TEXT NOT NULL,
       version INTEGER NOT NULL
     )`,
  ],
  handlers,
};
