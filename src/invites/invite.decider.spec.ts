import { describe, expect, it } from '@jest/globals';
import { inviteDecider, decideExpire } from './invite.decider.js';

describe('expiry', () => {
  it('is not recorded for what does not exist', () => {
    expect(decideExpire(inviteDecider.initialState, '2026-01-01T00:00:00.000Z')).toEqual([]);
  });
});
