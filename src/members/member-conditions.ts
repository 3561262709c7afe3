import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import type { SqlValue } from '../event-store/statement.js';
import { EVERYONE } from '../roles/role.events.js';

/** Which members are meant: those who meet all of it. */
export interface MemberFilter {
  /** What their name, public key or user id begins with. */
  readonly q?: string | undefined;
  readonly role?: RoleId | undefined;
  readonly invite?: InviteCode | undefined;
  readonly invited_by?: UserId | undefined;
  /** Both ends count. */
  readonly joined_from?: string | undefined;
  readonly joined_to?: string | undefined;
}

/** What is read of each; `key` and `tie` are where it stands. Of the roles there are few. */
export const columns = (key: string, tie: string): string => `
  SELECT m.user_id, u.pubkey, u.display_name, m.joined_at, m.invite_code, m.invited_by,
    (SELECT STRING_AGG(h.role_id, ',') FROM {member_roles} h WHERE h.user_id = m.user_id) AS roles,
    ${key} AS key, ${tie} AS tie`;

export interface Conditions {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

export function condition(text: string, ...values: SqlValue[]): Conditions {
  return { texts: [text], values };
}

export function all(...conditions: readonly (Conditions | undefined)[]): Conditions {
  const there = conditions.filter((each) => each !== undefined);
  return {
    texts: there.flatMap(({ texts }) => texts),
    values: there.flatMap(({ values }) => values),
  };
}

export const hasRole = (role: RoleId): Conditions =>
  condition(
    `EXISTS (SELECT 1 FROM {member_roles} r WHERE r.user_id = m.user_id AND r.role_id = ?)`,
    role,
  );
export const cameBy = ({ invite, invited_by: by }: MemberFilter): Conditions =>
  all(
    invite === undefined ? undefined : condition('m.invite_code = ?', invite),
    by === undefined ? undefined : condition('m.invited_by = ?', by),
  );
export const joinedWithin = ({ joined_from: from, joined_to: to }: MemberFilter): Conditions =>
  all(
    from === undefined ? undefined : condition('m.joined_at >= ?', from),
    to === undefined ? undefined : condition('m.joined_at <= ?', to),
  );

/** Everybody has the role that everybody has. */
export function isOne(role: RoleId | undefined): role is RoleId {
  return role !== undefined && role !== EVERYONE;
}
