import { sql, type Statement } from '../event-store/statement.js';
import { withoutCase } from '../platform/without-case.js';
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
import type { MemberPlace } from './member-order.js';

/** Behind every text that begins with another. */
const LAST = '\u{10ffff}';
/** From so many characters on a text is taken for the beginning of a key or an id, too: so few have the same. */
const KEY_FROM = 4;

export function byName(
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
