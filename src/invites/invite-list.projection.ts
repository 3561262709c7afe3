import { happenedAt } from '../platform/imported.js';
import type { Projection, ProjectionHandlers } from '../event-store/projections/projection.js';
import { overwrite, sql, type Statement } from '../event-store/statement.js';
import { labelKey, searchedText } from './invite-label.js';
import type { InviteEvent } from './invite.events.js';
import { causeText } from './invite.fold.js';

/** Every event of an invite raises its version. */
const set = (
  event: { readonly version: number; readonly data: { readonly code: string } },
  assignments: string,
  ...values: Statement['values']
): Statement =>
  overwrite(
    `UPDATE {invites} SET ${assignments}, version = ? WHERE code = ?`,
    ...values,
    event.version,
    event.data.code,
  );

const setLabel = (event: Parameters<typeof set>[0], label: string | null): Statement =>
  set(
    event,
    'label = ?, searched_text = ?, label_key = ?',
    label,
    searchedText(event.data.code, label),
    labelKey(label),
  );

const handlers: ProjectionHandlers<InviteEvent> = {
  InviteCreated: ({ data, at, position, version }) => [
    sql(
      `INSERT INTO {invites} (code, created_position, created_by, created_at, grant_role_id,
         grants_ownership, channel_id, label, searched_text, label_key, max_uses, use_count, expires_at,
         expiry_recorded, paused, version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)`,
      data.code,
      position,
      data.created_by,
      happenedAt({ data, at }),
      data.grant_role_id,
      data.grants_ownership ? 1 : 0,
      data.channel_id,
      data.label,
      searchedText(data.code, data.label),
      labelKey(data.label),
      data.max_uses,
      data.imported?.use_count ?? 0,
      data.expires_at,
      version,
    ),
  ],
  InviteUpdated: (event) => [
    ...(event.data.max_uses === undefined ? [] : [set(event, 'max_uses = ?', event.data.max_uses)]),
    ...(event.data.expires_at === undefined
      ? []
      : [set(event, 'expires_at = ?, expiry_recorded = 0', event.data.expires_at)]),
    ...(event.data.label === undefined ? [] : [setLabel(event, event.data.label)]),
  ],
  InvitePaused: (event) => [set(event, 'paused = 1')],
  InviteResumed: (event) => [set(event, 'paused = 0')],
  InviteConsumed: (event) => [
    set(event, 'use_count = ?, last_used_at = ?', event.data.use_count, event.at),
    sql(
      'INSERT INTO {invite_redemptions} (code, position, user_id, at) VALUES (?, ?, ?, ?)',
      event.data.code,
      event.position,
      event.data.user_id,
      event.at,
    ),
  ],
  InviteExpired: (event) => [set(event, 'expiry_recorded = 1')],
  InviteRevoked: (event) => [
    set(
      event,
      'revoked_at = ?, revoked_by = ?, revoke_reason = ?',
      event.at,
      event.actor === 'system' ? null : event.actor,
      event.reason ?? causeText(event.data.cause),
    ),
  ],
  InviteReasonErased: (event) => [set(event, 'revoke_reason = NULL')],
};

/** All invites that there ever were, and who came in through them. */
export const inviteListProjection: Projection = {
  name: 'invite-list',
  version: 4,
  tables: ['invites', 'invite_redemptions'],
  schema: [
    // `standing` is the status but for the clock: what time adds is asked for in the query.
    `CREATE TABLE {invites} (
       code TEXT NOT NULL PRIMARY KEY,
       created_position BIGINT NOT NULL,
       created_by TEXT,
       created_at TEXT NOT NULL,
       grant_role_id TEXT,
       grants_ownership INTEGER NOT NULL,
       channel_id TEXT,
       label TEXT,
       searched_text TEXT NOT NULL,
       label_key TEXT NOT NULL,
       max_uses INTEGER NOT NULL,
       use_count INTEGER NOT NULL,
       expires_at TEXT,
       expiry_recorded INTEGER NOT NULL,
       paused INTEGER NOT NULL,
       last_used_at TEXT,
       revoked_at TEXT,
       revoked_by TEXT,
       revoke_reason TEXT,
       version INTEGER NOT NULL,
       standing TEXT GENERATED ALWAYS AS (
         CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
              WHEN max_uses > 0 AND use_count >= max_uses THEN 'exhausted'
              WHEN expiry_recorded = 1 THEN 'expired'
              WHEN paused = 1 THEN 'paused'
              ELSE 'open' END) STORED
     )`,
    // Codes that differ only in case are the same code when a new one is made.
    `CREATE UNIQUE INDEX {invites}_by_lower_code ON {invites} (LOWER(code))`,
    `CREATE UNIQUE INDEX {invites}_by_position ON {invites} (created_position)`,
    `CREATE INDEX {invites}_by_standing ON {invites} (standing, created_position)`,
    `CREATE INDEX {invites}_by_creator ON {invites} (created_by, created_position)`,
    `CREATE INDEX {invites}_unended ON {invites} (created_by, created_position)
       WHERE standing IN ('open', 'paused')`,
    `CREATE INDEX {invites}_by_role ON {invites} (grant_role_id) WHERE grant_role_id IS NOT NULL`,
    `CREATE INDEX {invites}_to_expire ON {invites} (expires_at)
       WHERE expires_at IS NOT NULL AND expiry_recorded = 0`,
    `CREATE TABLE {invite_redemptions} (
       code TEXT NOT NULL,
       position BIGINT NOT NULL,
       user_id TEXT NOT NULL,
       at TEXT NOT NULL,
       PRIMARY KEY (code, position)
     )`,
  ],
  handlers,
};
