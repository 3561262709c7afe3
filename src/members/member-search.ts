import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { withoutCase } from '../platform/without-case.js';
import { sql, type SqlValue, type Statement } from '../event-store/statement.js';
import { EVERYONE } from '../roles/role.events.js';
import type { MemberOrder, MemberPlace } from './member-order.js';

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

/** The first of those who are meant, in their order. */
export interface FoundMembers {
  readonly statement: Statement;
  readonly order: MemberOrder;
}

/** What is read of each; `key` and `tie` are where it stands. Of the roles there are few. */
const columns = (key: string, tie: string): string => `
  SELECT m.user_id, u.pubkey, u.display_name, m.joined_at, m.invite_code, m.invited_by,
    (SELECT STRING_AGG(h.role_id, ',') FROM {member_roles} h WHERE h.user_id = m.user_id) AS roles,
    ${key} AS key, ${tie} AS tie`;

interface Conditions {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

function condition(text: string, ...values: SqlValue[]): Conditions {
  return { texts: [text], values };
}

function all(...conditions: readonly (Conditions | undefined)[]): Conditions {
  const there = conditions.filter((each) => each !== undefined);
  return {
    texts: there.flatMap(({ texts }) => texts),
    values: there.flatMap(({ values }) => values),
  };
}

/** Behind every text that begins with another. */
const LAST = '\u{10ffff}';
/** Before every time and behind it. */
const [NEVER_YET, FOR_EVER] = ['', '~'];

const hasRole = (role: RoleId): Conditions =>
  condition(
    `EXISTS (SELECT 1 FROM {member_roles} r WHERE r.user_id = m.user_id AND r.role_id = ?)`,
    role,
  );
const cameBy = ({ invite, invited_by: by }: MemberFilter): Conditions =>
  all(
    invite === undefined ? undefined : condition('m.invite_code = ?', invite),
    by === undefined ? undefined : condition('m.invited_by = ?', by),
  );
const joinedWithin = ({ joined_from: from, joined_to: to }: MemberFilter): Conditions =>
  all(
    from === undefined ? undefined : condition('m.joined_at >= ?', from),
    to === undefined ? undefined : condition('m.joined_at <= ?', to),
  );

/** What a list that is filtered so goes by: what its index goes by. */
export function orderOf({ q, role, invite, invited_by: by, ...times }: MemberFilter): MemberOrder {
  if (q !== undefined) return 'name';
  if (invite !== undefined || by !== undefined) return 'joined';
  const isTimed = times.joined_from !== undefined || times.joined_to !== undefined;
  return isTimed || isOne(role) ? 'time' : 'joined';
}

/** Everybody has the role that everybody has. */
function isOne(role: RoleId | undefined): role is RoleId {
  return role !== undefined && role !== EVERYONE;
}

/**
 * Walks the one index that serves a filter best, and checks the rest of each. `CROSS JOIN` keeps SQLite, which knows
 * nothing of how many there are of what, from walking another.
 * @param after where the page before ended
 */
export function membersFound(
  filter: MemberFilter,
  limit: number,
  after: MemberPlace | undefined,
): FoundMembers {
  const order = orderOf(filter);
  const { q, role } = filter;
  if (q !== undefined) return { order, statement: byName(q, filter, limit, after) };
  if (order === 'joined') return { order, statement: byJoin(filter, limit, after) };
  return { order, statement: byTime(isOne(role) ? role : undefined, filter, limit, after) };
}

function byJoin(filter: MemberFilter, limit: number, after: MemberPlace | undefined): Statement {
  const { invite, invited_by: by, role } = filter;
  const isDriven = invite !== undefined || by !== undefined;
  // The joins are indexed by both; the members need not be once more.
  const driver = isDriven
    ? all(
        condition('m.joined_position = j.position AND j.position > ?', Number(after?.tie ?? 0)),
        invite === undefined
          ? condition('j.invited_by = ?', by ?? '')
          : condition('j.invite_code = ?', invite),
        cameBy(filter),
      )
    : condition('m.joined_position > ?', Number(after?.tie ?? 0));
  const { texts, values } = all(
    driver,
    joinedWithin(filter),
    isOne(role) ? hasRole(role) : undefined,
  );
  const tie = isDriven ? 'j.position' : 'm.joined_position';
  return sql(
    `${columns('NULL', tie)}
     FROM ${isDriven ? '{joins} j CROSS JOIN {members} m' : '{members} m'}
     LEFT JOIN {users} u ON u.user_id = m.user_id
     WHERE ${texts.join(' AND ')} ORDER BY ${tie} LIMIT ?`,
    ...values,
    limit,
  );
}

function byTime(
  role: RoleId | undefined,
  { joined_from: from = NEVER_YET, joined_to: to = FOR_EVER }: MemberFilter,
  limit: number,
  after: MemberPlace | undefined,
): Statement {
  const by = role === undefined ? 'm' : 'r';
  const isBehind = after?.key !== undefined && after.key >= from;
  const start = isBehind ? [after.key, Number(after.tie)] : [from, 0];
  const { texts, values } = all(
    role === undefined ? undefined : condition('m.user_id = r.user_id AND r.role_id = ?', role),
    condition(`(${by}.joined_at, ${by}.joined_position) > (?, ?)`, ...start),
    condition(`${by}.joined_at <= ?`, to),
  );
  return sql(
    `${columns(`${by}.joined_at`, `${by}.joined_position`)}
     FROM ${role === undefined ? '{members} m' : '{member_roles} r CROSS JOIN {members} m'}
     LEFT JOIN {users} u ON u.user_id = m.user_id
     WHERE ${texts.join(' AND ')} ORDER BY ${by}.joined_at, ${by}.joined_position LIMIT ?`,
    ...values,
    limit,
  );
}

/** From so many characters on a text is taken for the beginning of a key or an id, too: so few have the same. */
const KEY_FROM = 4;

function byName(
  q: string,
  filter: MemberFilter,
  limit: number,
  after: MemberPlace | undefined,
): Statement {
  const { role } = filter;
  const name = `COALESCE(u.name_key, '')`;
  const rest = all(
    condition(`(${name}, u.user_id) > (?, ?)`, after?.key ?? '', after?.tie ?? ''),
    cameBy(filter),
    joinedWithin(filter),
    isOne(role) ? hasRole(role) : undefined,
  );
  const parts = beginningsOf(q).map(([column, text]) => {
    // What is behind the place is behind it in the index, too.
    const start = column === 'name_key' && after?.key !== undefined && after.key > text;
    const { texts, values } = all(
      condition(`u.${column} >= ? AND u.${column} < ?`, start ? after.key : text, text + LAST),
      rest,
    );
    return sql(
      `SELECT u.user_id, ${name} AS place FROM {users} u CROSS JOIN {members} m
       WHERE m.user_id = u.user_id AND ${texts.join(' AND ')}
       ORDER BY ${column === 'name_key' ? 'u.name_key' : name}, u.user_id LIMIT ?`,
      ...values,
      limit,
    );
  });
  const union = parts.map(({ text }, index) => `SELECT * FROM (${text}) AS part${index}`);
  return sql(
    `${columns('f.place', 'f.user_id')}
     FROM (${union.join(' UNION ')} ORDER BY place, user_id LIMIT ?) AS f
     CROSS JOIN {members} m LEFT JOIN {users} u ON u.user_id = m.user_id
     WHERE m.user_id = f.user_id ORDER BY f.place, f.user_id`,
    ...parts.flatMap(({ values }) => values),
    limit,
  );
}

/** What may begin with a text: a name always, a key and a user id if it has their letters. */
function beginningsOf(
  q: string,
): readonly (readonly ['name_key' | 'pubkey' | 'user_id', string])[] {
  const isKey = q.length >= KEY_FROM && /^[1-9A-HJ-NP-Za-km-z]+$/.test(q);
  const isId = q.length >= KEY_FROM && /^[0-9a-f]+$/i.test(q);
  return [
    ['name_key', withoutCase(q)],
    ...(isKey ? [['pubkey', q] as const] : []),
    ...(isId ? [['user_id', q.toLowerCase()] as const] : []),
  ];
}
