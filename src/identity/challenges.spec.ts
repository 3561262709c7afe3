import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cryptoIds, type Ids, type UserId } from '../platform/ids.js';
import { ChallengesInMemory } from './challenges.js';

const alice = 'alice' as UserId;
const bob = 'bob' as UserId;
const FIVE_MINUTES = 5 * 60 * 1000;

const is = (signed: string) => (challenge: string) => challenge === signed;

describe('a challenge', () => {
  let challenges: ChallengesInMemory;

  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-11-22T10:00:00.000Z') });
    let issued = 0;
    const ids: Ids = { ...cryptoIds, challenge: () => `challenge ${++issued}` };
    challenges = new ChallengesInMemory(ids);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is redeemed once', () => {
    const challenge = challenges.issue(alice);
    expect(challenges.redeem(alice, is(challenge))).toBe(true);
    expect(challenges.redeem(alice, is(challenge))).toBe(false);
  });

  it('is another one each time', () => {
    expect(challenges.issue(alice)).not.toBe(challenges.issue(alice));
  });

  it('is for the key that asked, and no other', () => {
    const challenge = challenges.issue(alice);
    expect(challenges.redeem(bob, is(challenge))).toBe(false);
    challenges.issue(bob);
    expect(challenges.redeem(bob, is(challenge))).toBe(false);
    expect(challenges.redeem(alice, is(challenge))).toBe(true);
  });

  it('is not redeemed by a signature over something else, and can still be signed', () => {
    const challenge = challenges.issue(alice);
    expect(challenges.redeem(alice, () => false)).toBe(false);
    expect(challenges.redeem(alice, is(challenge))).toBe(true);
  });

  it('has to be asked for', () => {
    expect(challenges.redeem(alice, () => true)).toBe(false);
  });

  it('holds beside those of other tabs, each of them once, in any order', () => {
    const [first, second, third] = [alice, alice, alice].map((key) => challenges.issue(key));
    for (const challenge of [second, third, first]) {
      expect(challenges.redeem(alice, is(challenge ?? ''))).toBe(true);
    }
    expect(challenges.redeem(alice, () => true)).toBe(false);
  });

  it('is not voided by whoever asks for more: they are given the eighth again', () => {
    const issued = Array.from({ length: 100 }, () => challenges.issue(alice));
    expect(new Set(issued).size).toBe(8);
    expect(new Set(issued.slice(7)).size).toBe(1);
    jest.advanceTimersByTime(FIVE_MINUTES - 1);
    const mine = challenges.issue(alice);
    jest.advanceTimersByTime(FIVE_MINUTES - 1);
    expect(challenges.redeem(alice, is(mine))).toBe(true);
    expect(challenges.redeem(alice, is(mine))).toBe(false);
  });

  it('holds for five minutes, and no millisecond longer', () => {
    const challenge = challenges.issue(alice);
    jest.advanceTimersByTime(FIVE_MINUTES - 1);
    expect(challenges.redeem(alice, is(challenge))).toBe(true);

    const late = challenges.issue(alice);
    jest.advanceTimersByTime(FIVE_MINUTES);
    expect(challenges.redeem(alice, is(late))).toBe(false);
  });

  it('expires by its own age, whatever the other tabs do', () => {
    const old = challenges.issue(alice);
    jest.advanceTimersByTime(FIVE_MINUTES - 1);
    const young = challenges.issue(alice);
    const used = challenges.issue(alice);
    expect(challenges.redeem(alice, is(used))).toBe(true);
    jest.advanceTimersByTime(1);
    expect(challenges.redeem(alice, is(old))).toBe(false);
    expect(challenges.redeem(alice, is(young))).toBe(true);
  });
});

describe('a random challenge', () => {
  it('is base64 of 32 bytes', () => {
    const challenge = new ChallengesInMemory(cryptoIds).issue(alice);
    expect(challenge).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(challenge, 'base64')).toHaveLength(32);
  });
});
