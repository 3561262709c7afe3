import { describe, expect, it } from '@jest/globals';
import { looksLike } from './role-name.js';

describe('names of roles', () => {
  it.each([
    ['Admin', 'admin'],
    ['ADMIN', 'admin'],
    ['ADMlN', 'admin'],
    ['Adm1n', 'admin'],
    ['\u0430dmin', 'admin'],
    ['\u0410DMIN', 'admin'],
    ['\u0430\u0501m\u0456n', 'admin'],
    ['\uff41\uff44\uff4d\uff49\uff4e', 'admin'],
    ['\u{1d41a}dmin', 'admin'],
    ['adm\u0131n', 'admin'],
    ['ad\u200bmin', 'admin'],
    ['admin \u200d', 'admin'],
    ['\u200d admin', 'admin'],
    ['admin\u2800', 'admin'],
    ['admin\ufff9', 'admin'],
    ['EVERY0NE', 'everyone'],
    ['\u0435v\u0435ry\u043en\u0435', 'everyone'],
    ['Team  A', 'team a'],
    ['STRASSE', 'straße'],
  ])('%j can be taken for %j', (one, other) => {
    expect(looksLike(one, other)).toBe(true);
    expect(looksLike(other, one)).toBe(true);
  });

  it.each([
    ['administrator', 'admin'],
    ['admins', 'admin'],
    ['Mail', 'Mali'],
    ['Über', 'Uber'],
    ['Moderator', 'Mod'],
    ['Team 1', 'Team 2'],
    ['日本', '日木'],
    ['🏠', '🏡'],
  ])('%j can be told from %j', (one, other) => {
    expect(looksLike(one, other)).toBe(false);
  });
});
