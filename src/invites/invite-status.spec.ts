import { describe, expect, it } from '@jest/globals';
import { refusalOf } from '../../test/support/given.js';
import { inviteStatus, requireActive } from './invite-status.js';

const BEFORE = '2026-11-22T09:59:59.999Z';
const EXPIRES = '2026-11-22T10:00:00.000Z';
const AFTER = '2026-11-22T10:00:00.001Z';

const open = {
  revoked_at: null,
  max_uses: 0,
  use_count: 0,
  expires_at: null,
  expiry_recorded: false,
  paused: false,
};

describe('the status of an invite', () => {
  const revoked = { revoked_at: BEFORE };
  const usedUp = { max_uses: 2, use_count: 2 };
  const over = { expires_at: EXPIRES };
  const paused = { paused: true };

  it.each([
    ['active', {}],
    ['paused', paused],
    ['expired', over],
    ['expired', { ...over, ...paused }],
    ['exhausted', usedUp],
    ['exhausted', { ...usedUp, ...paused }],
    ['exhausted', { ...usedUp, ...over }],
    ['exhausted', { ...usedUp, ...over, ...paused }],
    ['revoked', revoked],
    ['revoked', { ...revoked, ...paused }],
    ['revoked', { ...revoked, ...over }],
    ['revoked', { ...revoked, ...usedUp }],
    ['revoked', { ...revoked, ...usedUp, ...over, ...paused }],
  ])('is %s given %j', (status, fields) => {
    expect(inviteStatus({ ...open, ...fields }, AFTER)).toBe(status);
  });

  it('turns to expired at expires_at, to the millisecond', () => {
    const invite = { ...open, expires_at: EXPIRES };
    expect(inviteStatus(invite, BEFORE)).toBe('active');
    expect(inviteStatus(invite, EXPIRES)).toBe('expired');
    expect(inviteStatus(invite, AFTER)).toBe('expired');
  });

  it('stays expired once that is recorded, whatever a clock says that is behind', () => {
    const invite = { ...open, expires_at: EXPIRES, expiry_recorded: true };
    expect(inviteStatus(invite, BEFORE)).toBe('expired');
    expect(refusalOf(requireActive(invite, BEFORE))).toBe('INVITE_EXPIRED');
  });

  it.each([
    ['active', 0, 100_000],
    ['active', 3, 2],
    ['exhausted', 3, 3],
    ['exhausted', 3, 4],
    ['exhausted', 1, 1],
  ])('is %s with a limit of %d (0 = none) after %d uses', (status, max_uses, use_count) => {
    expect(inviteStatus({ ...open, max_uses, use_count }, AFTER)).toBe(status);
  });
});

describe('joining through an invite that is not active', () => {
  it.each([
    ['INVITE_PAUSED', { paused: true }],
    ['INVITE_EXPIRED', { expires_at: EXPIRES }],
    ['INVITE_EXHAUSTED', { max_uses: 1, use_count: 1 }],
    ['INVITE_REVOKED', { revoked_at: BEFORE }],
  ])('is refused with %s', (code, fields) => {
    expect(refusalOf(requireActive({ ...open, ...fields }, EXPIRES))).toBe(code);
  });

  it('is not refused while it is active', () => {
    expect(requireActive({ ...open, expires_at: EXPIRES }, BEFORE)).toBeUndefined();
  });

  it('says since when it is expired', () => {
    const refusal = requireActive({ ...open, expires_at: EXPIRES }, AFTER);
    expect(refusal?.detail).toBe('This invite expired on 2026-11-22T10:00:00.000Z.');
  });
});
