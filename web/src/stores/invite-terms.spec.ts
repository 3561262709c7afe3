import { describe, expect, it } from '@jest/globals';
import { Problem } from '@gatehouse/sdk';
import { faultsOf, NEW_DRAFT, refusedFields, secondsIn, textIn, usesIn } from './invite-terms.js';

const NOW = Date.parse('2026-11-22T10:00:00');

describe('the terms of an invite', () => {
  it('are good as they are offered', () => {
    expect(faultsOf(NEW_DRAFT, NOW)).toEqual({});
  });

  it.each([
    [{ label: 'x'.repeat(101) }, { label: 'label' }],
    [{ label: '\u{1f4a3}'.repeat(100) }, {}],
    [{ channel: 'x'.repeat(65) }, { channel: 'channel' }],
    [{ isOwnNumber: true }, { maxUses: 'maxUses' }],
    [{ maxUses: '-1' }, { maxUses: 'maxUses' }],
    [{ maxUses: '1.5' }, { maxUses: 'maxUses' }],
    [{ maxUses: '1e3' }, { maxUses: 'maxUses' }],
    [{ maxUses: '100001' }, { maxUses: 'maxUses' }],
    [{ maxUses: ' 100000 ' }, {}],
    [{ expiry: 'at' }, { expiresAt: 'dateMissing' }],
    [{ expiry: 'at', expiresAt: '2026-11-22T10:00' }, { expiresAt: 'datePast' }],
    [{ expiry: 'at', expiresAt: '2026-11-22T10:01' }, {}],
    [{ expiry: 'at', expiresAt: '2046-11-22T10:01' }, { expiresAt: 'dateFar' }],
    [{ expiry: 'never', expiresAt: 'nonsense' }, {}],
  ] as const)('%j: %j', (changes, faults) => {
    expect(faultsOf({ ...NEW_DRAFT, ...changes }, NOW)).toEqual(faults);
  });

  it('are read as the API takes them', () => {
    const at = { ...NEW_DRAFT, expiry: 'at', expiresAt: '2026-11-22T10:01' } as const;
    expect(secondsIn(at, NOW)).toBe(60);
    expect(secondsIn({ ...NEW_DRAFT, expiry: 'never' }, NOW)).toBeNull();
    expect(secondsIn({ ...NEW_DRAFT, expiry: 'keep' }, NOW)).toBeUndefined();
    expect(secondsIn({ ...NEW_DRAFT, expiry: '3600' }, NOW)).toBe(3600);
    expect([usesIn(NEW_DRAFT), usesIn({ ...NEW_DRAFT, maxUses: '7' })]).toEqual([0, 7]);
    expect([textIn('  '), textIn(' a ')]).toEqual([null, 'a']);
  });

  it('are told apart in what the server refuses', () => {
    const invalid = new Problem('VALIDATION_FAILED', 400, '', [
      { field: 'max_uses', message: 'x' },
      { field: 'unknown', message: 'x' },
    ]);
    expect(refusedFields(invalid)).toEqual({ maxUses: 'max_uses' });
    expect(refusedFields(new Problem('ROLE_HIERARCHY', 403, 'not below'))).toEqual({
      roleId: 'ROLE_HIERARCHY',
    });
    expect(refusedFields(new Error('x'))).toEqual({});
  });
});
