import { describe, expect, it } from '@jest/globals';
import { rateLimitsIn } from './rate-limits.js';

describe('the limits of requests', () => {
  it.each([
    ['on', {}],
    ['off', 'off'],
    ['preview=120', { preview: 120 }],
    ['preview=1, join=999999,verify=5', { preview: 1, join: 999_999, verify: 5 }],
  ])('%s', (setting, limits) => {
    expect(rateLimitsIn(setting)).toEqual(limits);
  });

  it.each([
    '',
    'ON',
    'true',
    'preview',
    'preview=0',
    'preview=x',
    'log=5',
    'join=1,join=2',
    'join=1,',
  ])('%j is none', (setting) => {
    expect(rateLimitsIn(setting)).toBeUndefined();
  });
});
