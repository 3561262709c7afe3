import { describe, expect, it } from '@jest/globals';
import type { Invite } from '@gatehouse/sdk';
import { statusAt, stillThere, withHeard } from './heard-invites.js';

function invite(code: string, day: number, changes: Partial<Invite> = {}): Invite {
  return {
    code,
    invite_link: `https://community.example/invite/${code}`,
    created_by: null,
    created_at: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    grant_role_id: null,
    channel_id: null,
    label: null,
    max_uses: 0,
    use_count: 0,
    expires_at: null,
    status: 'active',
    blocked_by: null,
    version: 1,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
    ...changes,
  };
}

const heard = (...invites: readonly Invite[]) => new Map(invites.map((each) => [each.code, each]));
const codes = (invites: readonly Invite[]) => invites.map(({ code }) => code);

const ACTIVE = { status: 'active', isWhole: true } as const;

describe('a list of invites', () => {
  const fetched = [invite('C', 3), invite('B', 2, { version: 5 })];

  it('takes over what is newer, and only that', () => {
    const list = withHeard(
      fetched,
      heard(
        invite('C', 3, { version: 2, use_count: 9 }),
        invite('B', 2, { version: 4, use_count: 9 }),
      ),
      ACTIVE,
    );
    expect(list.map(({ use_count }) => use_count)).toEqual([9, 0]);
  });

  it('lets go of what is not of its status any more', () => {
    const paused = invite('C', 3, { version: 2, status: 'paused' });
    expect(codes(withHeard(fetched, heard(paused), ACTIVE))).toEqual(['B']);
    expect(codes(withHeard(fetched, heard(paused), { ...ACTIVE, status: 'all' }))).toEqual([
      'C',
      'B',
    ]);
  });

  it('takes in new ones at their place, by what the clock says of them', () => {
    const gone = invite('E', 5, { expires_at: '2020-01-01T00:00:00.000Z' });
    const list = withHeard(fetched, heard(invite('A', 1), invite('D', 4), gone), ACTIVE);
    expect(codes(list)).toEqual(['D', 'C', 'B', 'A']);
  });

  it('leaves what lies behind its end to the page that brings it', () => {
    const some = { ...ACTIVE, isWhole: false };
    expect(codes(withHeard(fetched, heard(invite('A', 1), invite('D', 4)), some))).toEqual([
      'D',
      'C',
      'B',
    ]);
  });
});

describe('a list that the server has searched or put into an order', () => {
  const fetched = [invite('B', 2), invite('C', 3), invite('A', 1)];

  it('stays in that order, and takes in nothing but what is newer', () => {
    const used = invite('C', 3, { version: 2, use_count: 9 });
    const paused = invite('B', 2, { version: 2, status: 'paused' });
    const list = stillThere(fetched, heard(used, paused, invite('D', 4)), 'active');
    expect(list).toEqual([used, invite('A', 1)]);
  });
});

describe('the status at a time', () => {
  const expires_at = '2026-11-22T10:00:00.000Z';
  const then = Date.parse(expires_at);

  it.each([
    ['active', then - 1, 'active'],
    ['active', then, 'expired'],
    ['paused', then, 'expired'],
    ['revoked', then, 'revoked'],
    ['exhausted', then, 'exhausted'],
  ] as const)('%s at %d is %s', (status, time, at) => {
    expect(statusAt({ status, expires_at }, time)).toBe(at);
  });
});
