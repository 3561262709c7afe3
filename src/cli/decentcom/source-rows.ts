import type Database from 'better-sqlite3';
import { columnsOf } from './source-schema.js';

/** A value as SQLite has it: a column's type says little of what is in it. */
export type Value = unknown;

export interface UserRow {
  readonly id: Value;
  readonly pubkey: Value;
  readonly display_name: Value;
  readonly created_at: Value;
  readonly is_bot: Value;
}

export interface RoleRow {
  readonly id: Value;
  readonly name: Value;
  readonly color: Value;
  readonly permissions: Value;
  readonly position: Value;
  readonly created_at: Value;
}

export interface InviteRow {
  readonly code: Value;
  readonly created_by: Value;
  readonly grant_role_id: Value;
  readonly max_uses: Value;
  readonly use_count: Value;
  readonly expires_at: Value;
  readonly created_at: Value;
}

/** All that is taken from a decentcom database, as it stands there, in an order that is always the same. */
export interface SourceRows {
  readonly users: readonly UserRow[];
  readonly roles: readonly RoleRow[];
  readonly memberRoles: readonly { readonly user_id: Value; readonly role_id: Value }[];
  readonly members: readonly { readonly user_id: Value; readonly joined_at: Value }[];
  readonly invites: readonly InviteRow[];
  readonly bans: readonly {
    readonly pubkey: Value;
    readonly banned_by: Value;
    readonly reason: Value;
    readonly banned_at: Value;
  }[];
  readonly allowlist: readonly {
    readonly pubkey: Value;
    readonly added_by: Value;
    readonly added_at: Value;
  }[];
}

/** Reads a database whose schema was checked. */
export function readRows(database: Database.Database): SourceRows {
  const all = <Row>(sql: string): readonly Row[] => database.prepare<[], Row>(sql).all();
  const isBot = columnsOf(database, 'users').includes('is_bot') ? 'is_bot' : '0 AS is_bot';
  return {
    users: all(`SELECT id, pubkey, display_name, created_at, ${isBot} FROM users ORDER BY id`),
    roles: all(
      `SELECT id, name, color, permissions, position, created_at FROM roles
       ORDER BY position DESC, created_at, id`,
    ),
    memberRoles: all('SELECT user_id, role_id FROM member_roles ORDER BY user_id, role_id'),
    members: all('SELECT user_id, joined_at FROM members ORDER BY joined_at, user_id'),
    invites: all(
      `SELECT code, created_by, grant_role_id, max_uses, use_count, expires_at, created_at
       FROM invites ORDER BY created_at, code`,
    ),
    bans: all('SELECT pubkey, banned_by, reason, banned_at FROM bans ORDER BY banned_at, pubkey'),
    allowlist: all('SELECT pubkey, added_by, added_at FROM allowlist ORDER BY added_at, pubkey'),
  };
}
