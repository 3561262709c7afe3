import type { RoleId } from '../platform/ids.js';
import { sql, type Statement } from '../event-store/statement.js';
import {
  all,
  cameBy,
  columns,
  condition,
  hasRole,
  isOne,
  joinedWithin,
  type MemberFilter,
} from './member-conditions.js';
import type { MemberOrder, MemberPlace } from './member-order.js';
import { byName } from './member-search-by-name.js';

/** Before every time and behind it. */
const [NEVER_YET, FOR_EVER] = ['', '~'];

/** What a list that is filtered so goes by: what its index goes by. */
export function orderOf({ q, role, invite, invited_by: by, ...times }: MemberFilter): MemberOrder {
  if (q !== undefined) return 'name';
  if (invite !== undefined || by !== undefined) return 'joined';
  const isTimed = times.joined_from !== undefined || times.joined_to !== undefined;
  return isTimed || isOne(role) ? 'time' : 'joined';
}

/**
 * The first of those who are meant, in their order. Walks the one index that serves a filter best, and checks the rest
 * of each. `CROSS JOIN` keeps SQLite, which knows nothing of how many there are of what, from walking another.
 * @param after where the page before ended
 */
export function membersFound(
  filter: MemberFilter,
  limit: number,
  after: MemberPlace | undefined,
): Statement {
  const { q, role } = filter;
  if (q !== undefined) return byName(q, filter, limit, after);
  if (orderOf(filter) === 'joined') return byJoin(filter, limit, after);
  return byTime(isOne(role) ? role : undefined, filter, limit, after);
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
