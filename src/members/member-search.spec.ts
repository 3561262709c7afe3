import { describe, expect, it } from '@jest/globals';
import type { InviteCode, RoleId, UserId } from '../platform/ids.js';
import { membersFound, orderOf } from './member-search.js';

const role = 'Ab3xK9QzAb3x' as RoleId;
const everyone = 'everyone' as RoleId;
const invite = 'Ab3xK9Qz' as InviteCode;
const invited_by = '9f2c5b1d3a7e4c6f8b0a1d2e3f405162' as UserId;
const joined_from = '2026-11-25T10:00:00.000Z';

describe('a list of members', () => {
  it.each([
    [{}, 'joined'],
    [{ role }, 'time'],
    [{ role: everyone }, 'joined'],
    [{ joined_from }, 'time'],
    [{ invite, role, joined_from }, 'joined'],
    [{ invited_by }, 'joined'],
    [{ q: 'a', invite, role }, 'name'],
  ] as const)('that is filtered by %j goes by %s', (filter, order) => {
    expect(orderOf(filter)).toBe(order);
  });

  it('is looked for by keys and ids only if it can be the beginning of one', () => {
    const columns = (q: string) => {
      const { text } = membersFound({ q }, 10, undefined);
      return ['name_key', 'pubkey', 'user_id'].filter((name) => text.includes(`u.${name} >= ?`));
    };
    expect(columns('abc')).toEqual(['name_key']);
    expect(columns('6ASf')).toEqual(['name_key', 'pubkey']);
    expect(columns('9F2c')).toEqual(['name_key', 'pubkey', 'user_id']);
    expect(columns('9f2c0')).toEqual(['name_key', 'user_id']);
    expect(columns('mia l')).toEqual(['name_key']);
  });

  it('begins with its filter, whatever a cursor says', () => {
    const before = { key: '2020-01-01T00:00:00.000Z', tie: '7' };
    const { values } = membersFound({ joined_from }, 10, before);
    expect(values).toEqual([joined_from, 0, '~', 10]);
  });
});
