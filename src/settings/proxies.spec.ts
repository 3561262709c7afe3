import { describe, expect, it } from '@jest/globals';
import { proxiesIn } from './proxies.js';

describe('the proxies that are trusted', () => {
  it.each([
    ['false', 0],
    ['true', 1],
    ['1', 1],
    ['10', 10],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/8, ::1', '10.0.0.0/8,::1'],
    ['fd00::/8,192.168.1.7', 'fd00::/8,192.168.1.7'],
  ])('%s', (setting, proxies) => {
    expect(proxiesIn(setting)).toBe(proxies);
  });

  it.each([
    '',
    '0',
    '11',
    'yes',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/129',
    '10.0.0.0/8,',
    'a/8',
    '10/8',
  ])('%j is none', (setting) => {
    expect(proxiesIn(setting)).toBeUndefined();
  });
});
